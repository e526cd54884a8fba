"""What the line says, for an agent who is asked about it."""

from __future__ import annotations

import msgspec
from aiohttp import web

from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.keys import WORDINGS
from cti.web.operation import operation
from cti.wording import Wording


class Wordings(msgspec.Struct):
    """Every wording, in the order of the flows."""

    wordings: tuple[Wording, ...]


@may(Right.SERVE_CALLS)
@operation("Lo que dice la línea", answer=Wordings)
async def list_wordings(request: web.Request) -> web.Response:
    """All that the line says."""
    return json_answer(Wordings(request.app[WORDINGS]))
