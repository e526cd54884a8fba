"""`linea call`: the line's own dialogs, prompts and store, with a terminal for a telephone."""

from __future__ import annotations

import uuid

from rich.console import Console
from rich.markup import escape

from app.settings import Settings
from app.voice import main_menu, prompts_of
from ivr.call import CallEnded, Caller, CallInfo
from ivr.clock import SystemClock
from ivr.dialogs import BackOffice, DialogSettings, attend
from ivr.errors import Invalid
from ivr.phone_number import normalise
from ivr.rendering import Utterance
from ivr.services.accounts import Account
from ivr.store import Store
from ivr.text_line import PathInMemory, TextLine

HOW = "Escriba teclas (0-9, * y #) y Enter. Enter solo es silencio; Ctrl-D cuelga."


class UnrecordedOffice(BackOffice):
    """The back office without the call log: a call in a terminal is none of the line's."""

    def identified(self, call: CallInfo, account: Account, level: int) -> None:
        """There is no record to note it in."""


def talk(settings: Settings, caller: str) -> None:
    """Hold one call. Only the attempts at second data are kept, for they count.

    Raises Invalid for a ``caller`` that is no number, PromptError and MenuError for
    wording that can't be used.
    """
    number = normalise(caller, settings.line.area_code)
    if caller and number is None:
        raise Invalid(f"«{caller}» no es un número de teléfono, como 3151234567")
    console = Console(highlight=False, soft_wrap=True)
    clock = SystemClock()
    store = Store(settings.store_url)
    call = CallInfo(str(uuid.uuid4()), Caller(number, withheld=number is None), "", clock.now())

    def say(utterance: Utterance) -> None:
        console.print(f"[bold]{escape(utterance.text)}[/]  [dim]{utterance.prompt_id}[/]")

    line = TextLine(
        call,
        prompts_of(settings),
        PathInMemory(),
        clock,
        write=say,
        read=lambda: console.input("[cyan]> [/]"),
    )
    console.print(f"[dim]{HOW}[/]")
    try:
        attend(line, UnrecordedOffice(store, clock), DialogSettings(main_menu()))
    except CallEnded:
        console.print("\n[dim]Usted colgó.[/]")
    finally:
        store.close()
    _tell_end(console, line)


def _tell_end(console: Console, line: TextLine) -> None:
    if line.context is not None:
        context = line.context
        console.print(
            f"[dim]La llamada pasa a la cola «{line.transferred_to}»: {context.reason}."
            f" Motivo: {context.intent or 'sin definir'}; identidad: {context.identity_level}.[/]"
        )
    elif line.hung_up:
        console.print("[dim]La línea colgó.[/]")
