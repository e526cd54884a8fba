"""Recordings by a person: the script they read, and taking what they recorded into a pack."""
