"""How a voice pack of the installation stands to what the line says."""

from __future__ import annotations

from app.inventory import fragments_of
from app.packs import pack_place
from app.settings import Settings
from speech.voice.studio.condition import Condition, Progress, condition


def pack_condition(
    settings: Settings, name: str = "", progress: Progress | None = None, *, levels: bool = True
) -> Condition:
    """The pack of that name, else the line's; about a second without its ``levels``.

    Raises Invalid, PromptError, MenuError, OSError.
    """
    place = pack_place(settings, name)
    return condition(place.shipped, place.own, fragments_of(settings), progress, levels=levels)
