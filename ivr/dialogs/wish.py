"""What a caller said that they want: the flow that serves it, and what it need not ask again."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.dialogs.menus import Flow
from ivr.store import CaseKind
from speech.understanding.heard import Intent
from speech.understanding.intents import Meaning


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish, understood. ``code`` is an intent of ``config/speech/intents.es_CO.toml``.

    ``flow``: None where a person serves it; ``says``: how it is named to caller and agent.
    ``service`` (a code of the damage catalogue), ``damage`` (a label of it) and ``case`` are
    what the words told already.
    """

    code: str
    flow: Flow | None
    says: str
    service: str | None = None
    damage: str | None = None
    case: CaseKind | None = None

    def leads_as(self, other: Wish) -> bool:
        """Whether a flow serves either alike."""
        return self.flow is not None and (self.flow, self.service, self.case) == (
            other.flow,
            other.service,
            other.case,
        )

    @classmethod
    def of(cls, intent: Intent, meaning: Meaning) -> Wish:
        """What ``intent`` means; ``meaning`` is what its code leads to."""
        return cls(
            intent.code or "",
            Flow(meaning.flow) if meaning.flow else None,
            meaning.says,
            intent.service,
            intent.kind,
            CaseKind(meaning.pqrs) if meaning.pqrs else None,
        )
