"""What a caller wants, from what they say to the open question."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from speech.understanding import phrase_file
from speech.understanding.concepts import Concepts, Pattern
from speech.understanding.heard import Certainty, Intent
from speech.understanding.likeness import Associations, Likeness, parts
from speech.understanding.phrase_file import PhraseFileError
from speech.understanding.spelling import Spelling
from speech.understanding.words import Words, words

INTENT_FILE = "intents.es_CO.toml"
EMERGENCY = "emergencia"


class Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an intent leads to.

    ``says`` as the line names it; ``flow`` a value of :class:`ivr.dialogs.menus.Flow`, none for
    what a person serves; ``service`` of the damage catalogue; ``pqrs`` a kind of PQRS. What is
    ``short`` is said in few words: in a tale it is only a turn of speech.
    """

    says: str
    phrases: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    flow: str | None = None
    service: str | None = None
    pqrs: str | None = None
    short: bool = False


class DamageKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of damage of ``config/catalogues/damage.toml``, by its service and label."""

    service: str
    label: str
    patterns: tuple[str, ...]


class IntentFile(msgspec.Struct, forbid_unknown_fields=True):
    """``config/speech/intents.es_CO.toml``."""

    approved_by: str
    concepts: dict[str, tuple[str, ...]]
    service: dict[str, tuple[str, ...]]
    kind: tuple[DamageKind, ...]
    intent: dict[str, Meaning]

    @classmethod
    def read(cls, folder: Path) -> IntentFile:
        """Raises :class:`speech.understanding.phrase_file.PhraseFileError`."""
        path = folder / INTENT_FILE
        file = phrase_file.read(path, cls)
        if EMERGENCY not in file.intent:
            raise PhraseFileError(f"{path}: falta [intent.{EMERGENCY}]")
        return file


DAMAGE = "dano_"
FOREIGN = "ajeno"
"""What is none of the line's business: it is nothing understood."""
MOST_OTHERS = 2
FOREIGN_LEAD = 0.6
"""By how much more than what is none of its business something must be the line's."""
MOST_SHORT = 8
"""Words in which a short meaning is told."""
LIKENESS_WEIGHT = 2.0
"""How many points an utterance gets that is a known phrase word by word."""
ASSOCIATION_WEIGHT = 1.5
"""How many points it gets where all its parts speak for one intent."""
SECOND_WEIGHT = 0.2
"""What each further pattern adds to the strongest."""
MOST_FURTHER = 3
LEAST_POINTS, SURE_POINTS, SURE_LEAD = 1.9, 2.6, 0.9
"""From how many points on it is worth a question, and taken without one, so far ahead of others."""
NEAR_POINTS = 0.9
"""From how many points on another may stand beside it in that question."""


class Intents:
    """Finds the intent of an utterance by three voices, their points added: patterns of concepts,
    the nearest phrase, and what its parts speak for over all phrases.
    """

    def __init__(self, file: IntentFile, concepts: Concepts) -> None:
        self.meanings: Mapping[str, Meaning] = file.intent
        self._concepts = concepts
        self._patterns = _by_need(
            (code, concepts.pattern(written))
            for code, one in file.intent.items()
            for written in one.patterns
        )
        self._services = [
            (code, concepts.pattern(written))
            for code, patterns in file.service.items()
            for written in patterns
        ]
        self._kinds = [
            (one, concepts.pattern(written)) for one in file.kind for written in one.patterns
        ]
        phrases = {words(said): code for code, one in file.intent.items() for said in one.phrases}
        self._phrases = phrases
        known = [(code, parts(said, concepts.found(said))) for said, code in phrases.items()]
        self._likeness = Likeness(known)
        self._associations = Associations(known)
        self._spelling = Spelling((*(word for said in phrases for word in said), *concepts.words()))

    def intent(self, said: Words, plain: Words) -> Intent:
        """The intent of ``said``, which is ``plain`` without its fillers."""
        said, plain = self._spelling.corrected(said), self._spelling.corrected(plain)
        found = self._concepts.found(said) | self._concepts.found(plain)
        points = self._points(plain, found)
        foreign = points.pop(FOREIGN, 0.0) + FOREIGN_LEAD if FOREIGN in points else 0.0
        ranked = sorted(points, key=lambda code: (-points[code], code))
        if not ranked or points[ranked[0]] < max(LEAST_POINTS, foreign):
            return Intent(None, Certainty.NONE)
        best, *others = ranked
        lead = points[best] - (points[others[0]] if others else 0.0)
        tale = self.meanings[best].short and len(plain) > MOST_SHORT
        sure = points[best] >= SURE_POINTS and lead >= SURE_LEAD and not tale
        near = tuple(code for code in others[:MOST_OTHERS] if points[code] >= NEAR_POINTS)
        return self._meant(best, Certainty.SURE if sure else Certainty.DOUBTFUL, found, near)

    def phrase(self, said: Words) -> Intent | None:
        """The intent whose phrase ``said`` is, word by word."""
        code = self._phrases.get(said)
        if code is None or code == FOREIGN:
            return None
        return self._meant(code, Certainty.SURE, self._concepts.found(said))

    def service(self, said: Words) -> str | None:
        """The service that ``said`` names."""
        return self._service(self._concepts.found(said))

    def _meant(
        self,
        code: str,
        certainty: Certainty,
        found: frozenset[str],
        others: tuple[str, ...] = (),
    ) -> Intent:
        service = self.meanings[code].service or self._service(found)
        kind = self._kind(found, service) if code.startswith(DAMAGE) else None
        return Intent(code, certainty, service, kind, others)

    def _points(self, said: Words, found: frozenset[str]) -> dict[str, float]:
        strengths: defaultdict[str, list[float]] = defaultdict(list)
        for concept in found:
            for code, pattern in self._patterns.get(concept, ()):
                if pattern.fits(found):
                    strengths[code].append(pattern.strength)
        made_of = parts(said, found)
        points: defaultdict[str, float] = defaultdict(float)
        for code, alike in self._likeness.scores(made_of).items():
            points[code] += alike * LIKENESS_WEIGHT
        for code, share in self._associations.scores(made_of).items():
            points[code] += share * ASSOCIATION_WEIGHT
        for code, fitting in strengths.items():
            further = min(len(fitting) - 1, MOST_FURTHER)
            points[code] += max(fitting) + further * SECOND_WEIGHT
        return points

    def _service(self, found: frozenset[str]) -> str | None:
        return next((code for code, pattern in self._services if pattern.fits(found)), None)

    def _kind(self, found: frozenset[str], service: str | None) -> str | None:
        of_service = (one for one in self._kinds if one[0].service == service)
        return next((kind.label for kind, pattern in of_service if pattern.fits(found)), None)


def _by_need(
    patterns: Iterable[tuple[str, Pattern]],
) -> Mapping[str, list[tuple[str, Pattern]]]:
    """Each pattern under the rarest concept that it needs."""
    listed = list(patterns)
    spread = Counter(concept for _, pattern in listed for concept in pattern.needs)
    found: defaultdict[str, list[tuple[str, Pattern]]] = defaultdict(list)
    for code, pattern in listed:
        found[min(pattern.needs, key=lambda concept: (spread[concept], concept))].append(
            (code, pattern)
        )
    return found
