"""The telephone line as a conversation sees it.

A dialog is a synchronous function on a :class:`Line`, one thread a call. It never
sees a socket, a channel or a time-out. ``say``, ``choose`` and ``ask`` are built
here once, on a few primitives (``_play``, ``_wait_key``, …) that a transport gives:
``AsteriskLine`` in ``agi_scripts``, ``TextLine`` in ``ivr.text_line``.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import NoReturn, TypeVar

from ivr.call import (
    BackRequested,
    CallEnded,
    CallInfo,
    PathRecorder,
    PersonRequested,
    TransferContext,
    Transferred,
)
from ivr.clock import Clock
from ivr.errors import Unanswered
from ivr.keys import BACK_KEY, END_KEY, PERSON_KEY, REPEAT_KEY, DigitEntry, Entry, KeyBuffer
from ivr.question import DigitsQuestion, Fault, LineSettings, Menu
from ivr.queue_place import Place
from ivr.recording import RecordingLine
from ivr.rendering import Prompts, Utterance

T = TypeVar("T")

_WRONG_KEY = Fault("error.opcion_invalida")
_LISTENING_SLICE = 0.05
"""Seconds of one listening command while something is being looked up."""


class Line(RecordingLine):
    """A call in conversation. Every method may raise :class:`CallEnded`.

    One digit buffer serves the whole call: keys pressed ahead skip prompts that may be
    interrupted and answer the questions that follow; protected prompts play to their
    end and keep the keys for it. After a wrong answer what was pressed ahead is dropped.
    """

    def __init__(
        self,
        call: CallInfo,
        prompts: Prompts,
        path: PathRecorder,
        clock: Clock,
        settings: LineSettings | None = None,
    ) -> None:
        super().__init__(call, path, clock)
        self.keys = KeyBuffer()
        self.priority = False
        self.hung_up = False
        self._prompts = prompts
        self._place: Place | None = None
        self._settings = settings or LineSettings()

    # -- what a dialog says -------------------------------------------------------

    def say(self, prompt_id: str, **values: object) -> None:
        """Say a prompt; skipped when it may be interrupted and a key is already waiting.

        Raises :class:`ivr.rendering.PromptError` for a value that is missing or wrong.
        """
        utterance = self._prompts.utter(prompt_id, today=self.clock.today(), **values)
        prompt = self._prompts[prompt_id]
        if prompt.interruptible and self.keys:
            return
        self._step("said", prompt=prompt_id, label=prompt.label)
        self._play(utterance, prompt.interruptible)

    def wording_version(self, prompt_id: str) -> int:
        """The version of a prompt's text: what a consent was given to."""
        return self._prompts[prompt_id].version

    def choose(self, menu: Menu) -> str:
        """Let the caller choose; 9 repeats.

        Raises :class:`PersonRequested` on 0 or after the last failed try, and
        :class:`BackRequested` on *.
        """
        failures = 0
        while True:
            self.say(menu.prompt, **menu.values)
            key = self._key(self._settings.no_input, passing_over=END_KEY)
            if key is not None and key in menu.options:
                if key not in menu.untold:
                    self._step("chosen", prompt=menu.prompt, heard=key, label=menu.options[key])
                return menu.options[key]
            if key == PERSON_KEY:
                self._ask_for_person()
            if key == BACK_KEY:
                raise BackRequested("volver")
            if key != REPEAT_KEY:
                failures += 1
                self._failed(failures, menu, key, _WRONG_KEY if key else None)

    def ask(self, question: DigitsQuestion) -> str:
        """Collect the digits of an answer.

        Raises :class:`PersonRequested` on *0 or after the last failed try, and
        :class:`BackRequested` on * alone.
        """
        failures = 0
        while True:
            self.say(question.prompt, **question.values)
            entry = self._collect(question)
            heard = None if question.sensitive else entry.digits
            fault = question.fault(entry)
            if entry.digits and fault is None:
                self._step("answered", question.prompt, heard, question.label)
                return entry.digits
            failures += 1
            self._failed(failures, question, heard, fault)

    def confirm(self, prompt_id: str, *, yes: str = "Sí", no: str = "No", **values: object) -> bool:
        """Ask yes (1) or no (2), which agents read as ``yes`` and ``no``; raises as choose."""
        menu = Menu(prompt_id, {"1": yes, "2": no}, values, help="comun.si_no")
        return self.choose(menu) == yes

    def key_within(self, seconds: float) -> str | None:
        """The next key if it comes within ``seconds``, taken without asking again."""
        return self._key(seconds)

    def set_going(self, work: Callable[[], T]) -> Future[T]:
        """Run ``work`` in a thread of its own, beside the conversation."""
        done: Future[T] = Future()
        Thread(target=_fulfil, args=(done, work), name="line-work", daemon=True).start()
        return done

    def wait_for(self, done: Future[T], seconds: float) -> bool:
        """Listen until ``done``, for ``seconds`` at most, saying nothing; whether it is done."""
        self._listen(done, seconds)
        return done.done()

    def while_working(self, work: Callable[[], T]) -> T:
        """Run slow ``work`` in a thread of its own and give its result, or raise its error.

        The line listens meanwhile, so that no key is lost, and says that it is working
        when it takes longer than ``cover_after``. Raises :class:`ivr.errors.Unanswered` after
        ``gives_up_after``: a database that hangs must not hold the caller with it.
        """
        patience = time.monotonic() + self._settings.gives_up_after
        done = self.set_going(work)
        self._listen(done, self._settings.cover_after)
        if not done.done():
            self.say("comun.espere")
        while not done.done():
            if time.monotonic() > patience:
                raise Unanswered("lo consultado no respondió a tiempo")
            self._listen(done, self._settings.cover_after)
        return done.result()

    def prioritise(self) -> None:
        """From now on this caller has priority and gets more time; the reason isn't kept."""
        self.priority = True
        self._settings = self._settings.unhurried()
        self._step("note", heard="priority", label="Atención preferencial")

    @contextmanager
    def unlinked(self) -> Iterator[None]:
        """Keep nothing of this block in the call's path and recording: it is of an anonymous
        petition, which nothing may lead to from the call.
        """
        self._path.pause()
        try:
            with self.unrecorded():
                yield
        finally:
            self._path.resume()

    # -- the place in the queue ---------------------------------------------------

    @property
    def place(self) -> Place:
        """The caller's place in a queue: the one they keep, else that of who comes now."""
        if self._place is None:
            self._place = Place(int(self.clock.now().timestamp()))
        return self._place.preferred() if self.priority else self._place

    def keep_place(self, place: Place) -> None:
        """The caller has a place already, and with it the priority that was given."""
        self._place = place
        if place.head_start and not self.priority:
            self.priority = True
            self._settings = self._settings.unhurried()

    # -- how it ends --------------------------------------------------------------

    def transfer(self, queue: str, context: TransferContext) -> NoReturn:
        """Hand the caller to ``queue``; the path is written before. Raises Transferred."""
        self._step("transfer", heard=queue, label=context.reason)
        self.write_path()
        self._transfer(queue, context)
        raise Transferred("la llamada pasó a una cola", queue=queue)

    def hang_up(self) -> NoReturn:
        """End the call from our side; raises CallEnded."""
        self.hung_up = True
        self._step("ended", heard="line")
        self.write_path()
        self._hang_up()
        raise CallEnded("la línea colgó")

    # -- what a transport gives ---------------------------------------------------

    @abstractmethod
    def _play(self, utterance: Utterance, interruptible: bool) -> None:
        """Play to the end; every key pressed meanwhile is pushed into ``keys``.

        An interruptible utterance stops at the first key.
        """

    @abstractmethod
    def _wait_key(self, seconds: float) -> str | None:
        """The next key from the network, or None after ``seconds``.

        When several came at once the first is given and the others are pushed.
        """

    @abstractmethod
    def _transfer(self, queue: str, context: TransferContext) -> None:
        """Tell the telephone side where the call goes; returns at once."""

    @abstractmethod
    def _hang_up(self) -> None:
        """Tell the telephone side that the call is over."""

    def _listen(self, until: Future[T], seconds: float) -> None:
        """Keep keys that arrive until the work is done or ``seconds`` have passed."""
        waited = 0.0
        while not until.done() and waited < seconds:
            self.keys.push(self._wait_key(_LISTENING_SLICE) or "")
            waited += _LISTENING_SLICE

    # -- within -------------------------------------------------------------------

    def _key(self, seconds: float, passing_over: str = "") -> str | None:
        key = self.keys.pop() or self._wait_key(seconds)
        while key is not None and key in passing_over:
            key = self.keys.pop() or self._wait_key(seconds)
        return key

    def _collect(self, question: DigitsQuestion) -> DigitEntry:
        entry = DigitEntry(question.shortest, question.longest)
        while True:
            key = self._key(self._patience(entry))
            match entry.pause() if key is None else entry.press(key):
                case Entry.COMPLETE:
                    return entry
                case Entry.PERSON:
                    self._ask_for_person()
                case Entry.BACK:
                    raise BackRequested("volver")

    def _patience(self, entry: DigitEntry) -> float:
        if entry.starred:
            return self._settings.between_digits
        if not entry.digits:
            return self._settings.no_input
        if entry.too_short:
            return self._settings.while_dictating
        return self._settings.after_last if entry.full else self._settings.between_digits

    def _failed(
        self, failures: int, asked: Menu | DigitsQuestion, heard: str | None, fault: Fault | None
    ) -> None:
        """Change the strategy with each failure: ask again, explain, hand over to a person.

        Without a ``fault`` it was silence.
        """
        kind = "invalid" if fault else "silence"
        self._step(kind, prompt=asked.prompt, heard=heard or None)
        self.keys.clear()
        if failures >= self._settings.attempts:
            raise PersonRequested(kind)
        if fault:
            self.say(fault.prompt, **fault.values)
        else:
            self.say("error.silencio_1" if failures == 1 else "error.silencio_2")
        if failures > 1:
            self.say(asked.help)

    def _ask_for_person(self) -> NoReturn:
        self._step("chosen", heard=PERSON_KEY, label="Pidió un asesor")
        raise PersonRequested("asked")


def _fulfil(done: Future[T], work: Callable[[], T]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:
        done.set_exception(error)
