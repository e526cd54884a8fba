"""Sound and words: what the line says (voice) and, later, what it hears."""
