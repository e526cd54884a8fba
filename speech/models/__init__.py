"""Vosk models: which there are, getting one, checking it, teaching it words."""

from speech.models.shelf import NONE, STARTER, Installed, Shelf, is_starter

__all__ = ["NONE", "STARTER", "Installed", "Shelf", "is_starter"]
