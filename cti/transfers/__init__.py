"""Callers handed on: to a colleague, a queue or outside; asked there first, or all three together.

Asterisk's dialplan does it (extensions.conf: hand-over, consulting, kept, conference), told by AMI
on the agents' behalf; so it is the same for every kind of telephone, and goes on without us.
"""
