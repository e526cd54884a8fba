"""What a caller wants, from what they say to the open question."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from speech.understanding import phrase_file
from speech.understanding.concepts import Concepts, Pattern
from speech.understanding.denials import Denials, WrittenDenial
from speech.understanding.heard import Certainty, Intent
from speech.understanding.likeness import Associations, Likeness, parts
from speech.understanding.phrase_file import PhraseFileError
from speech.understanding.spelling import Spelling
from speech.understanding.voices import MOSTLY, Voices
from speech.understanding.words import Words, words

INTENT_FILE = "intents.es_CO.toml"
EMERGENCY = "emergencia"


class Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an intent leads to.

    ``says`` as the line names it; ``flow`` a value of :class:`ivr.dialogs.menus.Flow`, none for
    what a person serves; ``service`` of the damage catalogue; ``pqrs`` a kind of PQRS. What is
    ``short`` is said in few words: in a tale it is only a turn of speech. Beside the concepts
    ``denied`` it isn't meant, however like it sounds.
    """

    says: str
    phrases: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    flow: str | None = None
    service: str | None = None
    pqrs: str | None = None
    short: bool = False
    denied: tuple[str, ...] = ()


class DamageKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of damage of ``config/catalogues/damage.toml``, by its service and label."""

    service: str
    label: str
    patterns: tuple[str, ...]


class IntentFile(msgspec.Struct, forbid_unknown_fields=True):
    """``config/speech/intents.es_CO.toml``."""

    approved_by: str
    denial: WrittenDenial
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
FOREIGN_LEAD = 0.6
"""By how much more than what is none of its business something must be the line's."""
MOST_SHORT = 8
"""Words in which a short meaning is told."""
LEAST_POINTS, LEAST_ALONE, SURE_POINTS = 1.9, 2.3, 2.6
"""From how many points on it is worth a question; that where patterns stand alone; and from
how many on it is taken without one."""
AGREED_LEAD, SPLIT_LEAD = 0.9, 1.6
"""How far ahead of others it must be to be sure: where all voices are for it, and where not."""
LEAST_NAMED = 4
"""Letters by which a word names what was offered."""
ALIKE = 0.2
"""The likeness with a phrase from which on something sounds like it."""
CHOSEN_LEAD = 0.4
"""How far ahead it must be where two were offered."""
NEAR_POINTS = 0.9
"""From how many points on another may stand beside it in that question."""


class Intents:
    """Finds the intent of an utterance by the points of three voices, and how sure it is by how
    far it leads and whether they agree.
    """

    def __init__(self, file: IntentFile, concepts: Concepts) -> None:
        self.meanings: Mapping[str, Meaning] = file.intent
        self._concepts = concepts
        self._named = {code: _stems(words(one.says)) for code, one in file.intent.items()}
        self._denials = Denials(file.denial)
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
        said, plain = self._meant_by(said), self._meant_by(plain)
        found = self._concepts.found(said) | self._concepts.found(plain)
        voices = self._voices(plain, found)
        points = voices.points()
        foreign = points.pop(FOREIGN, 0.0) + FOREIGN_LEAD if FOREIGN in points else 0.0
        ranked = sorted(points, key=lambda code: (-points[code], code))
        if not ranked or points[ranked[0]] < max(_least(voices, ranked[0]), foreign):
            return Intent(None, Certainty.NONE)
        best, *others = ranked
        lead = points[best] - (points[others[0]] if others else 0.0)
        least_lead = AGREED_LEAD if voices.agree(best) else SPLIT_LEAD
        tale = self.meanings[best].short and len(plain) > MOST_SHORT
        if points[best] >= SURE_POINTS and lead >= least_lead and not tale:
            return self._meant(best, Certainty.SURE, found)
        near = [code for code in others if points[code] >= NEAR_POINTS]
        told = voices.associated
        other = told if told in points and told != best else next(iter(near), None)
        return self._meant(best, Certainty.DOUBTFUL, found, (other,) if other else ())

    def sounds_like(self, code: str, said: Words) -> bool:
        """Whether ``said`` is put as phrases of ``code`` are, though no pattern may fit."""
        said = self._meant_by(said)
        found = self._concepts.found(said)
        if found.intersection(self.meanings[code].denied):
            return False
        voices = self._voices(said, found)
        alike = voices.likeness.get(code, 0.0) >= ALIKE
        return alike and voices.associations.get(code, 0.0) >= MOSTLY

    def among(self, said: Words, plain: Words, codes: Collection[str]) -> str | None:
        """The one of ``codes`` that ``said`` names, or is for rather than for the others."""
        said, plain = self._meant_by(said), self._meant_by(plain)
        found = self._concepts.found(said) | self._concepts.found(plain)
        named = [code for code in codes if self._named[code] & frozenset(map(_stem, plain))]
        if len(named) == 1:
            return named[0]
        points = self._voices(plain, found).points()
        best, *others = sorted(codes, key=lambda code: -points.get(code, 0.0))
        ahead = points.get(best, 0.0) - max((points.get(code, 0.0) for code in others), default=0.0)
        return best if ahead >= CHOSEN_LEAD else None

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

    def _meant_by(self, said: Words) -> Words:
        return self._spelling.corrected(self._denials.without(said))

    def _voices(self, said: Words, found: frozenset[str]) -> Voices:
        strengths: defaultdict[str, list[float]] = defaultdict(list)
        for concept in found:
            for code, pattern in self._patterns.get(concept, ()):
                if pattern.fits(found):
                    strengths[code].append(pattern.strength)
        made_of = parts(said, found)
        return Voices(self._likeness.scores(made_of), self._associations.scores(made_of), strengths)

    def _service(self, found: frozenset[str]) -> str | None:
        return next((code for code, pattern in self._services if pattern.fits(found)), None)

    def _kind(self, found: frozenset[str], service: str | None) -> str | None:
        of_service = (one for one in self._kinds if one[0].service == service)
        return next((kind.label for kind, pattern in of_service if pattern.fits(found)), None)


def _least(voices: Voices, code: str) -> float:
    return LEAST_ALONE if voices.alone(code) else LEAST_POINTS


def _stems(said: Words) -> frozenset[str]:
    return frozenset(_stem(word) for word in said if len(word) >= LEAST_NAMED)


def _stem(word: str) -> str:
    return word[:LEAST_NAMED]


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
