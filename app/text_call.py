"""`linea call`: the line's own dialogs, prompts and store, with a terminal for a telephone."""

from __future__ import annotations

import uuid
from dataclasses import replace

from prometheus_client import CollectorRegistry
from rich.console import Console
from rich.markup import escape

from app.billing import billing_of
from app.filing import filing_desk, pqrs_menu
from app.settings import Settings
from app.vocabulary import SPEECH
from app.voice import damage_menus, main_menu, prompts_of
from ivr.call import CallEnded, Caller, CallInfo
from ivr.clock import SystemClock
from ivr.dialogs import BackOffice, DialogSettings, attend
from ivr.errors import Invalid
from ivr.phone_number import normalise
from ivr.rendering import Utterance
from ivr.services.accounts import Account
from ivr.services.damage import DamageFiling
from ivr.services.filing import Ticketed
from ivr.services.outbound import Message
from ivr.store import Store
from ivr.text_line import PathInMemory, Spoken, TextLine
from speech.understanding.understanding import Understanding

HOW = "Escriba lo que diría, o teclas (0-9, * y #), y Enter. Enter solo es silencio; Ctrl-D cuelga."

BEEP = "(tono) diga lo suyo y Enter>"


class UnrecordedOffice(BackOffice):
    """The back office without the call log: a call in a terminal is none of the line's."""

    def identified(self, call: CallInfo, account: Account, level: int) -> None:
        """There is no record to note it in."""

    def report_damage(self, filing: DamageFiling) -> Ticketed:
        """A report that no call of the log tells of."""
        return super().report_damage(replace(filing, call_id=None))

    def send(self, message: Message) -> None:
        """Nobody's telephone called, so that none gets a message."""


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
    billing = billing_of(settings, store, CollectorRegistry())
    call = CallInfo(str(uuid.uuid4()), Caller(number, withheld=number is None), "", clock.now())

    def say(utterance: Utterance) -> None:
        console.print(f"[bold]{escape(utterance.text)}[/]  [dim]{utterance.prompt_id}[/]")

    line = TextLine(
        call,
        prompts_of(settings),
        PathInMemory(),
        clock,
        ears=Understanding.load(SPEECH),
        write=say,
        read=lambda: console.input("[cyan]> [/]"),
        speak=lambda: Spoken.of(console.input(f"[cyan]{BEEP} [/]")),
    )
    console.print(f"[dim]{HOW}[/]")
    try:
        with filing_desk(settings, clock) as filing:
            office = UnrecordedOffice(store, clock, filing, billing)
            attend(line, office, _dialog_settings(settings))
    except CallEnded:
        console.print("\n[dim]Usted colgó.[/]")
    finally:
        store.close()
    _tell_end(console, line)


def _dialog_settings(settings: Settings) -> DialogSettings:
    return DialogSettings(
        main_menu(),
        damage_menus(),
        pqrs=pqrs_menu(),
        records_calls=settings.recordings.calls,
    )


def _tell_end(console: Console, line: TextLine) -> None:
    if line.context is not None:
        context = line.context
        console.print(
            f"[dim]La llamada pasa a la cola «{line.transferred_to}»: {context.reason}."
            f" Motivo: {context.intent or 'sin definir'}; identidad: {context.identity_level}.[/]"
        )
    elif line.hung_up:
        console.print("[dim]La línea colgó.[/]")
