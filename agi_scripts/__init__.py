"""Asterisk's side of a line: the FastAGI server, the AGI vocabulary, the entry points' scripts."""
