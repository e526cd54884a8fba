"""The telephone line as a conversation sees it.

A dialog is a synchronous function on a :class:`Line`, one thread a call. It never
sees a socket, a channel or a time-out. ``say``, ``choose`` and ``ask`` are built
here once, on a few primitives (``_play``, ``_wait_key``, ``_hear``, …) that a transport gives:
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

from ivr.call import CallEnded, CallInfo, PathRecorder, TransferContext, Transferred
from ivr.clock import Clock
from ivr.days import DayLine
from ivr.errors import Unanswered
from ivr.question import LineSettings
from ivr.queue_place import Place
from ivr.rendering import Prompts
from ivr.understood import Ears

T = TypeVar("T")

_LISTENING_SLICE = 0.05
"""Seconds of one listening command while something is being looked up."""


class Line(DayLine):
    """A call in conversation. Every method may raise :class:`CallEnded`.

    With ``ears`` whatever speaks or asks may raise :class:`ivr.hearing.EmergencyHeard`, and a
    question :class:`ivr.call.MainMenuRequested`.

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
        ears: Ears | None = None,
    ) -> None:
        super().__init__(call, prompts, path, clock, settings, ears)
        self.priority = False
        self.hung_up = False
        self._place: Place | None = None

    # -- what else a dialog does --------------------------------------------------

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


def _fulfil(done: Future[T], work: Callable[[], T]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:
        done.set_exception(error)
