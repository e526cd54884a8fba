"""What a line keeps on record of a call: the steps that the caller walked."""

from __future__ import annotations

from dataclasses import replace

from ivr.call import Caller, CallInfo, PathRecorder, PathStep
from ivr.clock import Clock

BY_KEY, BY_SPEECH = "key", "speech"


class PathLine:
    """The part of a line that keeps the path; every method may raise :class:`CallEnded`."""

    def __init__(self, call: CallInfo, path: PathRecorder, clock: Clock) -> None:
        self.call = call
        self.clock = clock
        self.current_intent: str | None = None
        self.served = False
        """Whether the caller got something that they called for (:meth:`done`)."""
        self._path = path

    def note(self, label: str, *, kind: str = "note", heard: str | None = None) -> None:
        """Add a step that agents read as ``label``, in Spanish."""
        self._step(kind, heard=heard, label=label)

    def intent(self, name: str, label: str) -> None:
        """Record what the caller wants: ``name`` is its code, ``label`` its Spanish."""
        self.current_intent = name
        self._step("intent", heard=name, label=label)

    def done(self, label: str) -> None:
        """Record that the caller got what they called for without a person."""
        self.served = True
        self._step("done", heard=self.current_intent, label=label)

    def caller_left(self) -> None:
        """Record that the caller hung up."""
        self._step("ended", heard="caller", label="Colgó")

    def write_path(self) -> None:
        """Have the path written now; what is written stays written once."""
        self._path.flush()

    def conceal(self) -> None:
        """From here on nothing of the call is kept, and who calls is forgotten for good.

        The ethics line begins with this: the caller's number is not on record yet
        (:meth:`ivr.call.PathRecorder.conceal`), and no part of the line can tell it any more.
        """
        self._path.conceal()
        self.call = replace(self.call, caller=Caller(None, withheld=True))
        self._forget_caller()

    def resume(self) -> None:
        """Keep the call's steps again: it is a call without a number from now on."""
        self._path.resume()

    def _forget_caller(self) -> None:
        """Have the telephone side forget the caller's number; a transport without one has none."""

    def _step(
        self,
        kind: str,
        prompt: str | None = None,
        heard: str | None = None,
        label: str | None = None,
    ) -> None:
        """Add a step to the path; what was chosen or answered was so by key."""
        by_key = kind in ("chosen", "answered")
        confidence, by = (1.0, BY_KEY) if by_key else (None, None)
        self._path.add(PathStep(self.clock.now(), kind, prompt, heard, confidence, label, by))

    def _spoken_step(
        self,
        kind: str,
        prompt: str | None,
        heard: str | None,
        label: str | None = None,
        *,
        score: float,
        certainty: str | None = None,
    ) -> None:
        """Add a step that the caller's words made: ``heard`` is what they mean or were."""
        now = self.clock.now()
        self._path.add(
            PathStep(now, kind, prompt, heard, round(score, 2), label, BY_SPEECH, certainty)
        )
