"""What the utility does, one file a noun. Functions of a session; they never commit."""
