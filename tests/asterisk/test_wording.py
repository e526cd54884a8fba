"""The dialplan and the wording name the same prompts."""

from __future__ import annotations

import re
import tomllib

from app.asterisk import LADDER_PROMPTS
from app.asterisk.rendering import TEMPLATES
from app.settings import PROJECT


def test_the_dialplan_plays_the_listed_prompts_and_no_other() -> None:
    dialplan = (TEMPLATES / "extensions.conf.j2").read_text()
    assert set(re.findall(r"Gosub\(sound,s,1\((\w+),", dialplan)) == set(LADDER_PROMPTS)


def test_each_of_them_has_its_words() -> None:
    wording = tomllib.loads((PROJECT / "config/prompts/es_CO.toml").read_text(encoding="utf-8"))
    assert set(LADDER_PROMPTS) <= set(wording["ladder"])
