"""The attention line itself: conversations, services of the utility, store, events."""
