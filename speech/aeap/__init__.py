"""The server that Asterisk streams a caller's sound to (AEAP)."""
