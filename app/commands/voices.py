"""`linea voices`: which voices there are, what they say, and how a voice is recorded."""

from __future__ import annotations

import typer

from app.studio.audition import preview, say
from app.studio.condition import check
from app.studio.intake import take_in
from app.studio.rendering import render
from app.studio.script import script
from app.studio.voices import list_voices

app = typer.Typer(help="Las voces de la línea.", no_args_is_help=True)
app.command("list")(list_voices)
app.command("preview")(preview)
app.command("say")(say)
app.command("render")(render)
app.command("script")(script)
app.command("import")(take_in)
app.command("check")(check)
