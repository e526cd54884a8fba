"""The line's voice: texts made into prompt files that Asterisk plays."""

from speech.voice import prompt_file
from speech.voice.engine import Engine, VoiceFailed
from speech.voice.engines import engine_named
from speech.voice.folder import Folder
from speech.voice.voice import Rendered, Voice

__all__ = [
    "Engine",
    "Folder",
    "Rendered",
    "Voice",
    "VoiceFailed",
    "engine_named",
    "prompt_file",
]
