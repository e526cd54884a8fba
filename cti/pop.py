"""The screen pop: the caller's card, fetched while the agent's telephone rings.

The card is read in an executor of its own with a statement time-out. What happens to
the call meanwhile waits behind the card, so a page never hears of a call it can't show; but
where the next call rings before that, it is told without the card: a talk's end is never lost.
When the store can't answer in time the pop goes out with what the tracker knows, and the
card follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

import structlog

from cti.fault import fault_fields
from cti.live import Live
from cti.tracker import LegRang
from ivr import events
from ivr.clock import Clock
from ivr.errors import LineaError

log = structlog.get_logger(__name__)

Card = dict[str, object]
CARD_SECONDS = 2.0
FILLED_IN_SECONDS, FILLED_IN_TRIES = 3.0, 20
"""How often the store is asked again for a card that went out bare."""


class Pop:
    """One call on one agent's screen. ``card`` is None until it was fetched, or went out ``bare``.

    ``placed``: what became of a call that the agent placed (``reached_at``, or ``why`` not);
    None for one that came in.
    """

    def __init__(self, agent_id: int, call_id: str, *, placed: bool = False) -> None:
        self.agent_id = agent_id
        self.call_id = call_id
        self.placed: dict[str, object] | None = (
            {"reached_at": None, "why": None} if placed else None
        )
        self.card: Card | None = None
        self.bare = False
        self._waiting: list[tuple[str, dict[str, object]]] = []

    def show(self, live: Live, card: Card) -> None:
        """Send the card, then what waited for it."""
        card["placed"] = self.placed
        self.card = card
        live.tell(self.agent_id, "pop", call=card)
        self.tell_what_waited(live)

    def tell_what_waited(self, live: Live) -> None:
        """Send what waited for the card: it came, or the next call rings before it."""
        for kind, fields in self._waiting:
            live.tell(self.agent_id, kind, **fields)
        self._waiting.clear()

    def came_of_it(self, fields: Mapping[str, object]) -> None:
        """What became of a placed call: ``at`` it was picked up, or ``why`` not."""
        if self.placed is not None:
            self.placed |= {"reached_at": fields.get("at"), "why": fields.get("why")}

    def tell(self, live: Live, kind: str, **fields: object) -> None:
        """Send a message about this call, after its card."""
        if self.card is None:
            self._waiting.append((kind, fields))
        else:
            live.tell(self.agent_id, kind, **fields)


class Pops:
    """Fetches and shows cards. ``fetch`` reads one from the store.

    ``measure`` is told the seconds from Asterisk's ring to the card's sending.
    ``ask_billing`` gives the card's fields that the billing system knows, None without one.
    """

    def __init__(
        self,
        live: Live,
        fetch: Callable[[str], Awaitable[Card]],
        clock: Clock,
        measure: Callable[[float], None],
        ask_billing: Callable[[str], Awaitable[Card]] | None = None,
    ) -> None:
        self.path_live = True
        self.bare = 0
        self._live = live
        self._fetch = fetch
        self._clock = clock
        self._measure = measure
        self._ask_billing = ask_billing
        self._tasks: set[asyncio.Task[object]] = set()
        self._shown: dict[int, Pop] = {}

    def begin(self, agent_id: int, rang: LegRang) -> Pop:
        """Show a call to an agent as soon as its card is there; the same call keeps its card."""
        present = self._shown.get(agent_id)
        if present is not None and present.call_id == rang.call_id and present.card is not None:
            present.show(self._live, present.card)
            return present
        if present is not None:
            present.tell_what_waited(self._live)
        pop = self._shown[agent_id] = Pop(agent_id, rang.call_id, placed=rang.placed)
        self._start(self._show(pop, rang))
        return pop

    def take_up(self, agent_id: int, call_id: str) -> Pop:
        """Show a call again whose wrap-up outlived a restart of this process."""
        pop = self._shown[agent_id] = Pop(agent_id, call_id)
        self._start(self._show_again(pop))
        return pop

    async def _show_again(self, pop: Pop) -> None:
        card = await self._card(pop)
        if self._shown.get(pop.agent_id) is pop:
            card["billing"] = "imported"
            pop.show(self._live, card)

    async def _card(self, pop: Pop) -> Card:
        """The call's card; the bare one where the store doesn't answer in time, or we fail."""
        try:
            async with asyncio.timeout(CARD_SECONDS):
                return await self._fetch(pop.call_id)
        except (LineaError, TimeoutError) as error:
            log.warning("pop_without_card", call_id=pop.call_id, reason=type(error).__name__)
        except Exception as error:
            log.error("pop_without_card", call_id=pop.call_id, **fault_fields(error))
        self.bare += 1
        pop.bare = True
        return bare_card(pop.call_id)

    async def _show(self, pop: Pop, rang: LegRang) -> None:
        card = await self._card(pop)
        if self._shown.get(pop.agent_id) is not pop:
            return  # the telephone rings for another call by now, whose card this would cover
        asks = self._ask_billing is not None and card["account"] is not None
        card["billing"] = "asking" if asks else "imported"
        card["queue"] = rang.leg.queue or card["queue"]
        card["waiting_since"] = rang.waiting_since or card["waiting_since"]
        pop.show(self._live, card)
        self._measure((self._clock.now() - rang.at).total_seconds())
        if asks:
            await self._add_billing(pop, card)
        if pop.bare:
            await self._fill_in(pop)

    async def _fill_in(self, pop: Pop) -> None:
        """Send what a bare card lacks as soon as the store answers; it is asked for a while."""
        for _ in range(FILLED_IN_TRIES):
            await asyncio.sleep(FILLED_IN_SECONDS)
            if self._shown.get(pop.agent_id) is not pop or pop.card is None:
                return
            if await self._renew(pop, pop.card):
                return

    async def _add_billing(self, pop: Pop, card: Card) -> None:
        """Ask the billing system once the card is on screen, and tell what it says."""
        account = card["account"]
        assert isinstance(account, dict)
        assert self._ask_billing is not None
        fields = await self._ask_billing(str(account["number"]))
        card.update(fields)
        if self._shown.get(pop.agent_id) is pop:
            pop.tell(self._live, "billing", call_id=pop.call_id, **fields)

    def renew(self, call_id: str) -> None:
        """Read a call's card anew wherever it is on screen: something in it was changed."""
        for pop in self._shown.values():
            if pop.call_id == call_id and pop.card is not None:
                self._start(self._renew(pop, pop.card))

    def _start(self, work: Coroutine[object, object, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _renew(self, pop: Pop, before: Card) -> bool:
        """What Asterisk told of the queue stays, and what billing said of the same account.

        False where the store didn't answer.
        """
        try:
            async with asyncio.timeout(CARD_SECONDS):
                card = await self._fetch(pop.call_id)
        except (LineaError, TimeoutError) as error:
            log.warning("card_not_renewed", call_id=pop.call_id, reason=type(error).__name__)
            return False
        except Exception as error:
            log.error("card_not_renewed", call_id=pop.call_id, **fault_fields(error))
            return False
        if self._shown.get(pop.agent_id) is not pop:
            return True
        card["queue"] = before["queue"] or card["queue"]
        card["waiting_since"] = before["waiting_since"] or card["waiting_since"]
        same = _account_of(card) == _account_of(before)
        asks = self._ask_billing is not None and card["account"] is not None and not same
        card["billing"] = "asking" if asks else "imported"
        if same:
            card.update({name: before[name] for name in ("billing", "invoices", "overdue")})
        card["placed"] = pop.placed
        pop.card = card
        pop.tell(self._live, "card", call=card)
        if asks:
            await self._add_billing(pop, card)
        return True

    def path_grew(self, grown: events.PathGrew) -> None:
        """Send new steps of a path to those who have its call on screen."""
        steps = [step_fields(step) for step in grown.steps]
        for pop in self._shown.values():
            if pop.call_id == grown.call_id:
                pop.tell(self._live, "path", call_id=grown.call_id, steps=steps)
                if pop.card is not None and isinstance(path := pop.card.get("path"), list):
                    path.extend(steps)

    def path_is_live(self, live: bool) -> None:
        """The bus works, or doesn't: the desks say so."""
        if live != self.path_live:
            self.path_live = live
            self._live.tell_all("path_live", path_live=live)

    async def close(self) -> None:
        """Drop what is still being fetched."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _account_of(card: Card) -> object:
    account = card["account"]
    return account["number"] if isinstance(account, dict) else None


def step_fields(step: events.Step) -> dict[str, object]:
    """A step as a desk gets it."""
    return {"at": step.at, "label": step.label, "heard": step.heard, "kind": step.kind}


def bare_card(call_id: str) -> Card:
    """The card of a call of which the store could not be asked."""
    nothing: Sequence[object] = ()
    lists = (
        *("candidates", "invoices", "cases", "damages", "nearby", "promises"),
        *("drafts", "outages", "calls", "path"),
    )
    return {
        "call_id": call_id,
        "queue": None,
        "waiting_since": None,
        "priority": False,
        "caller": {"number": None, "masked": "", "withheld": False},
        "match": "unknown",
        "billing": "imported",
        "identity_level": 0,
        "reason": None,
        "intent": None,
        "account": None,
        "overdue": {"count": 0, "total": 0},
        **{name: list(nothing) for name in lists},
    }
