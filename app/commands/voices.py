"""`linea voices`: which voices there are, and what the line's one says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from app.settings import load
from app.voice import prompts_of, voice_of
from ivr.errors import Invalid
from speech.voice import VoiceFailed, engine_named, prompt_file
from speech.voice.engines import ENGINES

app = typer.Typer(help="Las voces de la línea.", no_args_is_help=True)


@app.command("list")
def list_voices() -> None:
    """Muestra las voces que hay y si sirven en este equipo."""
    chosen = load().voice.engine
    for name in ENGINES:
        try:
            engine_named(name).synthesise("Buenos días.")
            state = "lista"
        except VoiceFailed as failure:
            state = failure.message
        print(f"{'*' if name == chosen else ' '} {name:<12} {state}")


@app.command()
def render() -> None:
    """Graba los mensajes fijos que falten o que hayan cambiado."""
    settings = load()
    with Progress(transient=True) as progress:
        task = progress.add_task("Grabando mensajes", total=None)
        rendered = voice_of(settings).render_all(
            prompts_of(settings).fixed(),
            lambda done, of: progress.update(task, completed=done, total=of),
        )
    print(f"{rendered.made} grabados, {rendered.kept} ya estaban, {rendered.removed} retirados")


@app.command()
def say(
    text: Annotated[str, typer.Argument(help="Lo que se dice.")],
    file: Annotated[Path, typer.Argument(help="El archivo WAV que se escribe.")],
) -> None:
    """Dice un texto con la voz de la línea, como sonará en el teléfono."""
    samples = engine_named(load().voice.engine).synthesise(text)
    try:
        prompt_file.write(file, samples)
    except OSError as error:
        raise Invalid(f"no se pudo escribir {file}: {error.strerror}") from error
    print(f"{file}: {prompt_file.seconds(file):.1f} s")
