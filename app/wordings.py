"""What the line says, for agents to look up: the wording with the names of its places."""

from __future__ import annotations

import tomllib

from app.settings import PROJECT, Settings
from app.voice import prompts_of
from cti.wording import Wording
from ivr.errors import Invalid
from ivr.rendering.readable import readings

FLOWS = PROJECT / "config" / "prompts" / "flows.es_CO.toml"


def wordings_of(settings: Settings) -> tuple[Wording, ...]:
    """Every wording of the line in its order. Raises PromptError, MenuError, Invalid."""
    try:
        names = tomllib.loads(FLOWS.read_text("utf-8"))["flows"]
    except (OSError, ValueError, KeyError) as failure:
        raise Invalid(f'{FLOWS}: se espera [flows] con flujo = "nombre" ({failure})') from failure
    return tuple(
        Wording(one.id, str(names.get(one.flow, one.flow.capitalize())), one.label, one.text)
        for one in readings(prompts_of(settings))
    )
