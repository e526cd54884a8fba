"""What the neural voices need (`[voice.kokoro]`, `[voice.piper]`): files that we don't ship."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from app.section import Section, Text


class KokoroSection(Section):
    """Kokoro-82M as kokoro-onnx takes it."""

    model: Path = Field(default=Path("kokoro-v1.0.onnx"), description="el archivo .onnx del modelo")
    voices: Path = Field(default=Path("voices-v1.0.bin"), description="el archivo de las voces")
    voice: Text = "ef_dora"


class PiperSection(Section):
    """A voice of Piper; its `.onnx.json` stands beside it."""

    voice: Path = Field(default=Path("voz.onnx"), description="el archivo .onnx de la voz")
