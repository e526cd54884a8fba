"""Two witnesses of the keys, told as Asterisk tells them: what was appended, what was answered."""

from __future__ import annotations

import pytest

from agi_scripts.key_log import KeyLog
from tests.agi_scripts.asterisk_script import AsteriskScript

# at: seconds. appended: what StoreDTMF has added since. answered: by a listening command.
SCENES = {
    "each key is appended once and answered once": """
        at    appended  answered  keys
        0.0   1         1         1
        0.1   2         2         2
        0.2   2         2         2
    """,
    "a pause": """
        0.0   -         -         -
        0.5   -         -         -
    """,
    "a key fell between two commands and another follows": """
        0.0   1         -         -
        0.1   2         2         12
    """,
    "a key fell between two commands and none follows": """
        0.0   1         -         -
        0.25  -         -         1
        0.5   -         -         -
    """,
    "its answer comes late all the same": """
        0.0   1         -         -
        0.25  -         -         1
        0.3   -         1         -
        0.9   1         1         1
    """,
    "put back because the one before is just over": """
        0.0   7         7         7
        0.05  11        1         1
        0.2   2         2         2
    """,
    "put back because the one before is still emulated": """
        0.0   1         -         -
        0.1   2         1         1
        0.15  2         2         2
    """,
    "put back twice": """
        0.0   1         -         -
        0.1   22        1         1
        0.15  2         2         2
    """,
    "one after the other put back": """
        0.0   1         -         -
        0.1   2         1         1
        0.15  23        2         2
        0.2   3         3         3
    """,
    "pressed twice, the first between two commands": """
        0.0   7         7         7
        0.12  4         -         -
        0.2   4         4         4
        0.45  -         -         4
    """,
    "pressed twice, both seen late": """
        0.0   7         7         7
        0.3   44        4         4
        0.55  -         -         4
    """,
    "pressed twice": """
        0.0   4         4         4
        0.1   4         4         4
    """,
    "appended more often than anyone can press": """
        0.0   -         -         -
        0.12  336       6         36
    """,
    "three pressed while nothing listened": """
        0.0   123       -         -
        0.25  -         -         123
    """,
    "a key that no telephone has": """
        0.0   A         A         -
        0.1   1         1         1
    """,
    "answered but never appended": """
        0.0   -         5         5
    """,
}


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def rows(scene: str) -> list[tuple[float, str, str | None, str]]:
    lines = [line.split() for line in scene.strip().splitlines()]
    found = []
    for at, *cells in lines:
        if at != "at":
            appended, answered, keys = ("" if cell == "-" else cell for cell in cells)
            found.append((float(at), appended, answered or None, keys))
    return found


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_none_lost_and_none_twice(scene: str) -> None:
    table = rows(scene)
    whole, script = "", '< GET VARIABLE "LINEA_KEEPS_KEYS"\n > 200 result=1 (1)'
    for _, appended, _, _ in table:
        whole += appended
        script += f'\n < GET VARIABLE "LINEA_KEYS"\n > 200 result=1 ({whole})'
    clock = Clock()
    with AsteriskScript(script) as asterisk:
        log = KeyLog(asterisk.agi, clock)
        for at, _, answered, keys in table:
            clock.at = at
            assert log.take(answered) == keys, f"at {at}"


def test_after_a_command_that_answers_no_key_the_variable_is_the_truth() -> None:
    script = """
        < GET VARIABLE "LINEA_KEEPS_KEYS"
        > 200 result=1 (1)
        < GET VARIABLE "LINEA_KEYS"
        > 200 result=1 (744)
        < GET VARIABLE "LINEA_KEYS"
        > 200 result=1 (744)
        < GET VARIABLE "LINEA_KEYS"
        > 200 result=1 (7444)
    """
    clock = Clock()
    with AsteriskScript(script) as asterisk:
        log = KeyLog(asterisk.agi, clock)
        assert log.take_unanswered() == "744"
        assert log.take("4") == ""  # the last one's answer, late
        assert log.take("4") == "4"


def test_the_variable_is_emptied_before_it_is_full() -> None:
    script = f"""
        < GET VARIABLE "LINEA_KEEPS_KEYS"
        > 200 result=1 (1)
        < GET VARIABLE "LINEA_KEYS"
        > 200 result=1 ({"12" * 225})
        < SET VARIABLE "LINEA_KEYS" ""
        > 200 result=1
        < GET VARIABLE "LINEA_KEYS"
        > 200 result=1 (8)
    """
    with AsteriskScript(script) as asterisk:
        log = KeyLog(asterisk.agi)
        assert log.take_unanswered() == "12" * 225
        assert log.take_unanswered() == "8"
