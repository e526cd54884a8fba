"""How long a test waits for what must happen: it bounds a failure, and is what no test is about."""

PATIENCE = 30.0
"""Seconds."""
