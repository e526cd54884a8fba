"""`linea voices preview` and `say`: what the line says, heard before a caller hears it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.settings import load
from app.studio.values import values_of
from app.voice import prompts_of, voice_files
from ivr.clock import BOGOTA
from ivr.errors import Invalid
from speech.voice import engine_named, prompt_file
from speech.voice.engine import RATE, Samples
from speech.voice.pace import at_pace
from speech.voice.pack.composer import Piece
from speech.voice.pack.fragment import Fragment
from speech.voice.pack.pack_engine import PackEngine

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("play", "-q"))

File = Annotated[
    Path | None,
    typer.Option("--file", metavar="ARCHIVO", help="El WAV que se escribe; sin esto, se oye."),
]
Slow = Annotated[bool, typer.Option("--slow", help="Como lo oye quien tiene prelación.")]
Engine = Annotated[
    str, typer.Option("--engine", metavar="MOTOR", help="Otra voz que la de la línea.")
]
SLOW = 0.85


def preview(
    prompt: Annotated[str, typer.Argument(metavar="MENSAJE", help="p. ej. factura.saldo")],
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="NOMBRE=VALOR...", help="Los que falten serán de muestra."),
    ] = None,
    file: File = None,
    slow: Slow = False,
    engine: Engine = "",
) -> None:
    """Dice un mensaje con sus valores, como sonará en el teléfono, y de qué piezas está hecho."""
    prompts = prompts_of(load())
    today = datetime.now(BOGOTA).date()
    chosen = values_of(prompts[prompt], values or ())
    _speak(prompts.utter(prompt, today=today, **chosen).text, file, slow, engine)


def say(
    text: Annotated[str, typer.Argument(metavar="TEXTO", help="Lo que se dice.")],
    file: File = None,
    slow: Slow = False,
    engine: Engine = "",
) -> None:
    """Dice un texto con la voz de la línea, como sonará en el teléfono."""
    _speak(text, file, slow, engine)


def _speak(text: str, file: Path | None, slow: bool, engine: str) -> None:
    settings = load()
    voice = engine_named(engine or settings.voice.engine, voice_files(settings))
    print(text)
    pace = SLOW if slow else 1.0
    if isinstance(voice, PackEngine):
        for piece in voice.composer.pieces(text):
            print(f"  {_shown(piece)}")
        samples = voice.composer.compose(text, pace=pace)
    else:
        samples = at_pace(voice.synthesise(text), pace)
    print(f"{len(samples) / RATE:.1f} s, {voice.identity}")
    if file is None:
        _play(samples)
    else:
        _write(file, samples)


def _shown(piece: Piece) -> str:
    if isinstance(piece, Fragment):
        return f"{piece.id:<44} {piece.text}"
    return f"{'(la otra voz)':<44} {piece.text}"


def _write(file: Path, samples: Samples) -> None:
    try:
        prompt_file.write(file, samples)
    except OSError as error:
        raise Invalid(f"no se pudo escribir {file}: {error.strerror}") from error
    print(file)


def _play(samples: Samples) -> None:
    """Play by the first program that this machine has and that works."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "linea.wav"
        prompt_file.write(file, samples)
        for program, *options in PLAYERS:
            if shutil.which(program) is None:
                continue
            done = subprocess.run((program, *options, str(file)), capture_output=True, check=False)
            if done.returncode == 0:
                return
    raise Invalid("este equipo no puede reproducir sonido: use --file ARCHIVO.wav")
