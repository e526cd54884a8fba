"""Recordings: taken in from Asterisk, sealed, played to those who may, deleted in time."""
