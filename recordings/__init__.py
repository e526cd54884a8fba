"""Recordings of calls: intake, catalogue, encryption, retention, access log."""
