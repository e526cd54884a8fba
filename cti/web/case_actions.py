"""What is done with a case from its page: one address an action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, has, may
from cti.web.body import RowId, json_answer, read_body
from cti.web.case_privacy import shown_case
from cti.web.cases import case_of
from cti.web.keys import API, CLOCK, PQRS, SIGNED_IN
from cti.web.operation import operation
from cti.web.problem import NotAllowed
from ivr.errors import NotFound
from ivr.services.api_tokens import Scope
from ivr.services.pqrs import Action, CaseInFull, steps
from ivr.services.pqrs.steps import Desk

Words = Annotated[str, msgspec.Meta(max_length=20_000)]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """What an action is told."""


class Assign(Body):
    """To whom, by id."""

    to: RowId


class Extend(Body):
    """Until when, and why."""

    due_on: date
    reason: Words


class Said(Body):
    """What goes into the history."""

    text: Words


class Transfer(Body):
    """To which body of the catalogue, and how the person was told."""

    body: str
    told: Words


class AnswerBody(Body):
    """The answer, its code of SUI, and whether it decides on the merits."""

    code: str
    text: Words
    on_the_merits: bool


class Notify(Body):
    """Kind of notification (SUI), means, proof, and when if not now."""

    code: str
    means: str
    proof: Words
    at: datetime | None = None


class Nothing(Body):
    """The action needs no words."""


Do = Callable[[Desk, str, Any], object]

ACTIONS: dict[Action, tuple[type[Body], Do]] = {
    Action.ASSIGN: (Assign, lambda at, no, it: steps.assign(at, no, it.to)),
    Action.EXTEND: (Extend, lambda at, no, it: steps.extend(at, no, it.due_on, it.reason)),
    Action.ASK_TO_COMPLETE: (
        Said,
        lambda at, no, it: steps.ask_to_complete(at, no, it.text),
    ),
    Action.GIVE_MONTH: (Nothing, lambda at, no, _: steps.give_month(at, no)),
    Action.COMPLETE: (Said, lambda at, no, it: steps.complete(at, no, it.text)),
    Action.WITHDRAW: (Said, lambda at, no, it: steps.withdraw(at, no, it.text)),
    Action.TRANSFER: (
        Transfer,
        lambda at, no, it: steps.transfer(at, no, it.body, it.told),
    ),
    Action.ANSWER: (
        AnswerBody,
        lambda at, no, it: steps.answer(at, no, it.code, it.text, on_the_merits=it.on_the_merits),
    ),
    Action.NOTIFY: (
        Notify,
        lambda at, no, it: steps.notify(at, no, it.code, it.means, it.proof, it.at),
    ),
    Action.CLOSE: (Said, lambda at, no, it: steps.close(at, no, it.text)),
    Action.REOPEN: (Said, lambda at, no, it: steps.reopen(at, no, it.text)),
    Action.NOTE: (Said, lambda at, no, it: steps.add_note(at, no, it.text)),
}


@may(Right.WORK_CASES)
@operation(
    "Hacer algo con un caso",
    per=("action", {action.value: kind for action, (kind, _) in ACTIONS.items()}),
    answer=CaseInFull,
    errors=(409,),
    scope=Scope.CASES_WRITE,
)
async def act(request: web.Request) -> web.Response:
    """Do something with a case; gives it as it then is. Others than oneself only some assign."""
    radicado, named = request.match_info["radicado"], request.match_info["action"]
    if named not in {action.value for action in ACTIONS}:
        raise NotFound("esa acción no existe")
    kind, do = ACTIONS[Action(named)]
    body, person = await read_body(request, kind), request[SIGNED_IN]
    to_another = isinstance(body, Assign) and body.to != person.agent.id
    if to_another and not has(person, Right.ASSIGN_CASES):
        raise NotAllowed("solo quien supervisa asigna casos a otra persona")
    rules, now = request.app[PQRS], request.app[CLOCK].now()

    def step(session: Session) -> None:
        do(Desk(session, rules, person.agent.id, now), radicado, body)

    await request.app[API].write(step)
    return json_answer(shown_case(await case_of(request), person))
