"""What is heard rightly: digits, yes and no, phrases of menus; and what is taken for an answer.

*Right* is acted upon as it was meant, *asked* is confirmed or asked again, *wrong* is acted
upon as something else: what a caller would notice, not what a word list shows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from app.benches.speech import sounds
from app.benches.speech.chain import CONFIG, Chain, Told
from app.benches.speech.rows import Row, absent, percent, row
from app.benches.speech.sentences import ELSEWHERE, FOREIGN
from app.benches.speech.sounds import HELD_OUT, Clip, joined
from ivr.rendering.numbers import cardinal
from speech.understanding.choices import MenuFile, SpokenMenu
from speech.understanding.commands import CommandFile
from speech.understanding.heard import Certainty, Heard

MAIN = "menu.opciones"
MOST_PHRASES = 120
"""Of the other menus, drawn at random."""
MAIN_PHRASES = 100
"""Of the main menu, drawn at random."""
YES_NO_PHRASES = 12
"""Of yes, and as many of no."""
STRINGS = 10
"""Dictated numbers of each voice, of four to ten digits."""
QUIET, STREET = "quiet line", "street noise 10 dB below"
FALSE_ACCEPTS_AT_MOST = 5.0

Meant = Callable[[Heard], tuple[str | None, Certainty]]
"""What the line makes of it: the answer, and whether it would act on it at once."""


@dataclass(frozen=True)
class Said:
    """A clip, the answer that it is, and how the line reads answers to that question."""

    clip: Clip
    answer: str
    meant: Meant


def rows(chain: Chain) -> list[Row]:
    """Every table of accuracy."""
    heard_in = {QUIET: lambda said: said, STREET: _in_the_street}
    digits, dictated = single_digits(chain), dictations(chain, random.Random(7))
    found: list[Row] = []
    for condition, put in heard_in.items():
        found += _table(chain, "one digit", "digits", put(digits), condition)
        found += _table(chain, "4 to 10 digits dictated", "digits", put(dictated), condition)
        found += _table(chain, "yes and no", "yes_no", put(yes_no(chain)), condition)
        found += _table(chain, "main menu", f"menu.{MAIN}", put(main_menu(chain)), condition)
    return [*found, *_other_menus(chain), *_human(chain), *_false_accepts(chain)]


# -- what is said ---------------------------------------------------------------------


def single_digits(chain: Chain) -> list[Said]:
    """Each digit by each voice."""
    clips = [*sounds.recorded("digit"), *_each_voice(cardinal(number) for number in range(10))]
    numbers = {cardinal(number): str(number) for number in range(10)}
    return [Said(clip, numbers[clip.text], _dictation(chain, 1)) for clip in clips]


def dictations(chain: Chain, chance: random.Random) -> list[Said]:
    """Numbers digit by digit."""
    texts = sounds.recorded("digits")
    for voice, _ in product(HELD_OUT, range(STRINGS)):
        digits = [chance.randrange(10) for _ in range(chance.randint(4, 10))]
        texts.append(sounds.spoken(" ".join(cardinal(digit) for digit in digits), voice))
    return [_dictated(chain, clip) for clip in texts]


def yes_no(chain: Chain) -> list[Said]:
    """Phrases of yes and of no that the model can hear, by each voice."""
    file, known = CommandFile.read(CONFIG), chain.hearing.grammar("yes_no").phrases
    said = {"1": file.yes.phrases, "2": file.no.phrases}

    def meant(heard: Heard) -> tuple[str | None, Certainty]:
        choice = chain.understanding.yes_no(heard)
        return choice.key, choice.certainty

    chance = random.Random(13)
    drawn = {
        key: chance.sample(there, min(len(there), YES_NO_PHRASES))
        for key, phrases in said.items()
        for there in [[phrase for phrase in phrases if phrase in known]]
    }
    return [
        Said(clip, key, meant) for key, phrases in drawn.items() for clip in _each_voice(phrases)
    ]


def main_menu(chain: Chain) -> list[Said]:
    """Phrases of the main menu by all voices."""
    return _menu(chain, MAIN, most=MAIN_PHRASES)


def _menu(chain: Chain, prompt: str, most: int) -> list[Said]:
    """Phrases of a menu that the model can hear, ``most`` of them, each by one voice."""
    keys, menu = _keys(prompt)
    known = chain.hearing.grammar(f"menu.{prompt}").phrases

    def meant(heard: Heard) -> tuple[str | None, Certainty]:
        choice = chain.understanding.choice(prompt, heard, keys)
        return choice.key, choice.certainty

    said = [
        (phrase, key)
        for key, label in keys.items()
        for phrase in (*menu.phrases.get(key, ()), *menu.phrases.get(label, ()))
        if phrase in known
    ]
    chance = random.Random(17)
    drawn = chance.sample(said, min(most, len(said)))
    return [
        Said(sounds.spoken(phrase, chance.choice(HELD_OUT)), key, meant) for phrase, key in drawn
    ]


def _keys(prompt: str) -> tuple[Mapping[str, str], SpokenMenu]:
    """The keys of a menu with their labels, as the line would give them."""
    menu = SpokenMenu.of(MenuFile.read(CONFIG).menu[prompt])
    labels = [name for name in menu.phrases if not name.isdecimal()]
    named = {str(place): label for place, label in enumerate(labels, start=1)}
    return named | {key: "" for key in menu.phrases if key.isdecimal()}, menu


def _dictated(chain: Chain, clip: Clip) -> Said:
    numbers = {cardinal(number): str(number) for number in range(10)}
    digits = "".join(numbers[word] for word in clip.text.split())
    return Said(clip, digits, _dictation(chain, len(digits)))


def _dictation(chain: Chain, length: int) -> Meant:
    def meant(heard: Heard) -> tuple[str | None, Certainty]:
        found = chain.understanding.digits(heard, length, length)
        return next(iter(found.candidates), None), found.certainty

    return meant


def _each_voice(texts: Iterable[str]) -> list[Clip]:
    return [sounds.spoken(text, voice) for text, voice in product(texts, HELD_OUT)]


def _in_the_street(said: Sequence[Said]) -> list[Said]:
    noise = sounds.street(20.0)
    return [Said(one.clip.among(noise, 10.0), one.answer, one.meant) for one in said]


# -- what became of it -------------------------------------------------------------------


def _table(
    chain: Chain, what: str, grammar: str, said: Sequence[Said], condition: str
) -> list[Row]:
    told = chain.hear_all([one.clip.samples for one in said], grammar)
    came = Counter(_outcome(one, heard) for one, heard in zip(said, told, strict=True))
    how = f"{chain.hearing.model.name}, synthetic voices, {condition}, {len(said)} clips"
    return [
        row(f"{what}: right", percent(came["right"], len(said)), "%", how),
        row(f"{what}: confirmed or asked again", percent(came["asked"], len(said)), "%", how),
        row(f"{what}: taken for another answer", percent(came["wrong"], len(said)), "%", how),
    ]


def _outcome(said: Said, told: Told) -> str:
    if told.what != "final":
        return "asked"
    answer, certainty = said.meant(told.heard)
    if certainty is not Certainty.SURE:
        return "asked"
    return "right" if answer == said.answer else "wrong"


def _other_menus(chain: Chain) -> list[Row]:
    """Phrases of all the other menus, some of each."""
    prompts = [prompt for prompt in MenuFile.read(CONFIG).menu if prompt != MAIN]
    came, many = Counter[str](), 0
    for prompt in prompts:
        drawn = _menu(chain, prompt, most=max(1, MOST_PHRASES // len(prompts)))
        told = chain.hear_all([one.clip.samples for one in drawn], f"menu.{prompt}")
        came.update(_outcome(one, heard) for one, heard in zip(drawn, told, strict=True))
        many += len(drawn)
    how = f"{chain.hearing.model.name}, synthetic voices, {QUIET}, {many} clips of {len(prompts)}"
    return [
        row("other menus: right", percent(came["right"], many), "%", how),
        row("other menus: taken for another answer", percent(came["wrong"], many), "%", how),
    ]


def _human(chain: Chain) -> list[Row]:
    """One Colombian woman's prompts, as they are installed."""
    prompts, what = sounds.human(), "human digits"
    if not prompts:
        return [absent(what, "Debian's asterisk-prompt-es-co or sox is not installed")]
    one_to_nine = {str(digit): prompts[f"digits/{digit}"] for digit in range(10)}
    chance = random.Random(11)
    said = [
        Said(Clip(cardinal(int(digit)), "human", samples), digit, _dictation(chain, 1))
        for digit, samples in one_to_nine.items()
    ]
    strings = []
    for _ in range(40):
        digits = [str(chance.randrange(10)) for _ in range(chance.randint(4, 10))]
        pauses = [chance.uniform(0.05, 0.3) for _ in digits]
        samples = joined([one_to_nine[digit] for digit in digits], pauses)
        text = " ".join(cardinal(int(digit)) for digit in digits)
        strings.append(_dictated(chain, Clip(text, "human", samples)))
    found = []
    for name, group in (("one digit", said), ("4 to 10 digits", strings)):
        told = chain.hear_all([one.clip.samples for one in group], "digits")
        came = Counter(_outcome(one, heard) for one, heard in zip(group, told, strict=True))
        how = f"{chain.hearing.model.name}, one Colombian woman (GSM), {len(group)} clips"
        found.append(row(f"human, {name}: right", percent(came["right"], len(group)), "%", how))
        wrong = percent(came["wrong"], len(group))
        found.append(row(f"human, {name}: taken for another", wrong, "%", how))
    return found


# -- what was no answer --------------------------------------------------------------------


def _false_accepts(chain: Chain) -> list[Row]:
    said = _each_voice(ELSEWHERE)
    foreign = [
        sounds.spoken(text, voice, language=language)
        for language, texts in FOREIGN.items()
        for text, voice in product(texts, HELD_OUT)
    ]
    noises = [Clip("", "generated", sounds.cough(seed)) for seed in range(20)]
    noises += [
        Clip("", "generated", (sounds.street(3.0, seed) * 1500).astype("int16"))
        for seed in range(10)
    ]
    noises += sounds.recorded("noise")
    sets = {
        "Spanish talk that is no answer": [*said, *sounds.recorded("oov")],
        "other languages": foreign,
        "coughs, street, tones": noises,
    }
    return [_accepted(chain, what, clips) for what, clips in sets.items()]


def _accepted(chain: Chain, what: str, clips: Sequence[Clip]) -> Row:
    """How many are acted upon at once as an answer to the main menu, to yes or no, to digits."""
    keys, _ = _keys(MAIN)

    def chosen(heard: Heard) -> Certainty:
        return chain.understanding.choice(MAIN, heard, keys).certainty

    def agreed(heard: Heard) -> Certainty:
        return chain.understanding.yes_no(heard).certainty

    def dictated(heard: Heard) -> Certainty:
        return chain.understanding.digits(heard, 6, 12).certainty

    asked: dict[str, Callable[[Heard], Certainty]] = {
        f"menu.{MAIN}": chosen,
        "yes_no": agreed,
        "digits": dictated,
    }
    taken = doubted = commands = 0
    alarms = Counter[Certainty]()
    for grammar, certainty in asked.items():
        for told in chain.hear_all([clip.samples for clip in clips], grammar):
            sure = certainty(told.heard) if told.what == "final" else Certainty.NONE
            taken += sure is Certainty.SURE
            doubted += sure is Certainty.DOUBTFUL
            alarms[chain.understanding.alarm(told.heard).certainty] += 1
            commands += chain.understanding.command(told.heard) is not None
    many = len(clips) * len(asked)
    how = (
        f"{chain.hearing.model.name}, main menu, yes/no and digits, {many} times; besides "
        f"{percent(doubted, many)} % confirmed, {percent(commands, many)} % taken for a command, "
        f"{percent(alarms[Certainty.SURE], many)} % for an emergency, "
        f"{percent(alarms[Certainty.DOUBTFUL], many)} % asked whether it is one"
    )
    return row(
        f"false accepts: {what}", percent(taken, many), "%", how, at_most=FALSE_ACCEPTS_AT_MOST
    )
