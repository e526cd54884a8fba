"""Values to Spanish words, and the prompts that hold them. Pure but for ``Prompts.load``."""

from ivr.rendering.prompts import Prompt, PromptError, Prompts
from ivr.rendering.utterance import Utterance

__all__ = ["Prompt", "PromptError", "Prompts", "Utterance"]
