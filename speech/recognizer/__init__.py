"""Vosk: models, recognisers and where an utterance begins and ends."""
