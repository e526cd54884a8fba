"""The studio side of the voice: what a speaker records, taking it in, the state of the pack."""
