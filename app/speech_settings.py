"""How speech is recognised."""

from __future__ import annotations

from pydantic import Field

from app.section import Section


class Speech(Section):
    """The recogniser, in the call and after it.

    ``enabled``: whether callers may speak; without it the whole line is by keypad.
    ``dictation_model``: the model that writes down what was dictated, by its name among the
    fetched ones or as a folder; empty, nothing is written down. ``models_address``: where
    `linea models fetch` finds ``<name>.zip``; checksums are the catalogue's, not the server's.
    ``processes`` and ``utterances_at_most`` (in all processes together) follow the machine's
    cores where they are 0. ``barge_in``: whether the caller's voice stops a prompt (`linea
    doctor` tells where Asterisk can't do it).
    """

    enabled: bool = Field(default=True, description="true o false")
    barge_in: bool = Field(default=True, description="true o false")
    processes: int = Field(default=0, ge=0, le=64, description="un número de 0 a 64")
    utterances_at_most: int = Field(
        default=0, ge=0, le=10_000, description="un número de 0 a 10000"
    )

    dictation_model: str = Field(
        default="", description="el nombre de un modelo descargado, una carpeta o nada"
    )
    models_address: str = Field(
        default="https://alphacephei.com/vosk/models",
        pattern=r"^https?://\S+$",
        description='de dónde baja modelos «linea models fetch», p. ej. "https://…"',
    )
