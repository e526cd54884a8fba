"""What surveys ask of the utility: whom to invite, and each answer kept as it is given."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.call import CallInfo
from ivr.clock import Clock
from ivr.services import surveys
from ivr.services.surveys import Served, SurveyRules
from ivr.store import Store


@dataclass(frozen=True, slots=True)
class SurveyOffice:
    """The surveys. Every method may raise :class:`ivr.errors.StoreUnavailable`."""

    store: Store
    clock: Clock
    rules: SurveyRules

    def invite(self, call: CallInfo, served: Served) -> int | None:
        """The survey of a caller who is to be asked, None for who is not."""
        with self.store.unit_of_work() as session:
            return surveys.invite(
                session,
                call.call_id,
                number=call.caller.number,
                served=served,
                rules=self.rules,
                now=self.clock.now(),
            )

    def accepted(self, survey: int, yes: bool) -> None:
        """The caller agreed, or declined."""
        with self.store.unit_of_work() as session:
            surveys.answer(session, survey, accepted=yes)

    def csat(self, survey: int, rating: int) -> None:
        """How satisfied, 1 to 5."""
        with self.store.unit_of_work() as session:
            surveys.answer(session, survey, csat=rating)

    def resolved(self, survey: int, yes: bool) -> None:
        """Whether what they needed is solved."""
        with self.store.unit_of_work() as session:
            surveys.answer(session, survey, resolved=yes)

    def nps(self, survey: int, rating: int) -> None:
        """How likely they would recommend the line, 0 to 10."""
        with self.store.unit_of_work() as session:
            surveys.answer(session, survey, nps=rating)

    def comment(self, survey: int, recording: str) -> None:
        """What they said, by the name of the recording."""
        with self.store.unit_of_work() as session:
            surveys.answer(session, survey, comment=recording)
