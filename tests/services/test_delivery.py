"""Delivery: at least once, within the rules of contact, patient, and never for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import select
from structlog.testing import capture_logs

from app.deliveries import LETTERS
from app.preparation import CONTACT_RULES
from ivr import store as tables
from ivr.circuit import Circuit, CircuitState
from ivr.clock import FixedClock
from ivr.errors import StoreUnavailable
from ivr.events import CallEnded
from ivr.rendering.letters import Letters
from ivr.services import contact, outbound, working_days
from ivr.services.outbound import Caps, Message, Template
from ivr.store import ContactChannel, ContactPurpose, DeliveryState, Store
from ivr.worker.carriers import CarrierDown, Endpoint, Parcel, Rejected
from ivr.worker.deliveries import Deliveries, DeliveryFigures
from ivr.worker.delivery import Delivery, DeliverySettings
from ivr.worker.webhook_events import WebhookEvents
from tests.services import town

SMS, EMAIL, WEBHOOK = ContactChannel.SMS, ContactChannel.EMAIL, ContactChannel.WEBHOOK
PHONE = "+573155550101"
ENTITY = {"entidad": "Aguas", "web_politica": "aguas.example/d", "web_pago": "aguas.example/p"}
POINTS = Message(
    key="call/puntos_pago", channel=SMS, recipient=PHONE, template=Template.PAYMENT_POINTS,
    purpose=ContactPurpose.REQUESTED, fields={"puntos": ("la sede", "la droguería")},
)  # fmt: skip


class NotingCarrier:
    """Takes parcels, or fails with what is next in ``failures``."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.failures: list[Exception] = []
        self.then: Callable[[], None] = lambda: None

    def send(self, parcel: Parcel) -> str | None:
        self.parcels.append(parcel)
        self.then()
        if self.failures:
            raise self.failures.pop(0)
        return "reference-1"


class Post:
    """A worker's delivery over a store, a clock and a carrier that a test moves."""

    def __init__(self, store: Store, channel: ContactChannel = SMS, **settings: object) -> None:
        self.store, self.clock, self.carrier = store, FixedClock(), NotingCarrier()
        self.seconds = 0.0
        self.circuit = Circuit(failures=3, open_seconds=15, monotonic=lambda: self.seconds)
        self.outcomes: list[str] = []
        self.delivery = Delivery(
            store, self.clock, channel, self.carrier, Letters.load(LETTERS, ENTITY),
            settings=replace(DeliverySettings(), **settings),  # type: ignore[arg-type]
            circuit=self.circuit, tell=lambda channel, outcome: self.outcomes.append(outcome),
            chance=lambda: 1.0,
        )  # fmt: skip
        with store.unit_of_work() as session:
            contact.seed(session, contact.read(CONTACT_RULES))
            working_days.seed(session, date(2026, 11, 22))

    def queue(self, message: Message = POINTS) -> None:
        with self.store.unit_of_work() as session:
            outbound.queue(session, message, self.clock.now())

    def later(self, **step: float) -> None:
        self.clock.advance(timedelta(**step))
        self.seconds += timedelta(**step).total_seconds()
        self.delivery.look()

    @property
    def row(self) -> tables.OutboundMessage:
        with self.store.reading() as session:
            found = session.scalars(select(tables.OutboundMessage)).one()
            session.expunge(found)
            return found


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


def test_a_message_is_put_into_words_sent_and_kept(post: Post) -> None:
    post.queue()
    assert post.delivery.look()
    (parcel,) = post.carrier.parcels
    assert parcel.key == POINTS.key
    assert parcel.body == (
        "Aguas: puede pagar en la sede y la drogueria, o por internet en aguas.example/p"
    )
    row = post.row
    assert (row.state, row.body, row.segments) == (DeliveryState.SENT, parcel.body, 1)
    assert (row.version, row.reference, row.attempts) == (1, "reference-1", 1)
    post.later(days=2)
    assert len(post.carrier.parcels) == 1


def test_accents_are_kept_where_an_installation_wants_them(store: Store) -> None:
    post = Post(store, accents=True)
    post.queue()
    post.delivery.look()
    assert "droguería" in post.carrier.parcels[0].body
    assert post.row.segments == 2


def test_what_is_too_long_is_given_up_rather_than_cut(store: Store) -> None:
    post = Post(store, segments_at_most=1)
    post.queue(replace(POINTS, fields={"puntos": ("x" * 200,)}))
    post.delivery.look()
    assert (post.row.state, post.row.why) == (DeliveryState.DEAD, "too_long")
    assert not post.carrier.parcels


def test_it_is_tried_again_ever_later_under_the_same_key(post: Post) -> None:
    post.queue()
    post.carrier.failures = [CarrierDown("timeout"), CarrierDown("http_503", 60.0)]
    began = post.clock.now()
    post.delivery.look()
    assert (post.row.due_at, post.row.why) == (began + timedelta(seconds=5), "timeout")
    post.later(seconds=4)
    assert len(post.carrier.parcels) == 1
    post.later(seconds=1)
    assert post.row.due_at == post.clock.now() + timedelta(seconds=60)
    post.later(seconds=60)
    assert [parcel.key for parcel in post.carrier.parcels] == [POINTS.key] * 3
    assert (post.row.state, post.row.attempts) == (DeliveryState.SENT, 3)
    assert post.outcomes == ["failed", "failed", "sent"]


def test_it_is_a_dead_letter_after_the_last_attempt_and_may_be_tried_anew(store: Store) -> None:
    post = Post(store, attempts=2)
    post.queue()
    post.carrier.failures = [CarrierDown("connection")] * 2
    post.delivery.look()
    post.later(minutes=1)
    assert (post.row.state, post.row.why) == (DeliveryState.DEAD, "connection")
    post.later(days=1)
    assert len(post.carrier.parcels) == 2
    with store.unit_of_work() as session:
        outbound.retry(session, post.row.id, post.clock.now())
    post.delivery.look()
    assert post.row.state is DeliveryState.SENT


def test_what_the_carrier_rejects_is_not_tried_again(post: Post) -> None:
    post.queue()
    post.carrier.failures = [Rejected("http_422")]
    post.delivery.look()
    post.later(days=1)
    assert (post.row.state, post.row.why) == (DeliveryState.DEAD, "http_422")
    assert (len(post.carrier.parcels), post.circuit.state) == (1, CircuitState.CLOSED)


def test_a_carrier_s_own_mistake_ends_neither_the_loop_nor_the_message(post: Post) -> None:
    post.queue()
    post.carrier.failures = [ZeroDivisionError("secret")]
    with capture_logs() as logs:
        assert post.delivery.look()
    assert "secret" not in repr(logs)
    assert post.row.why == "fault"
    post.later(minutes=1)
    assert post.row.state is DeliveryState.SENT


def test_a_carrier_that_fails_is_left_alone_then_tried_once(post: Post) -> None:
    for number in range(5):
        post.queue(replace(POINTS, key=f"k{number}", recipient=f"+57315555010{number}"))
    post.carrier.failures = [CarrierDown("timeout")] * 4
    post.delivery.look()
    assert len(post.carrier.parcels) == 3
    assert post.delivery.stands_still
    post.later(seconds=14)
    assert len(post.carrier.parcels) == 3
    post.later(seconds=1)
    assert len(post.carrier.parcels) == 4  # the trial fails
    post.later(seconds=15)
    assert len(post.carrier.parcels) == 9  # the trial succeeds, and the others follow
    assert not post.delivery.stands_still


def test_outside_the_hours_it_waits_and_is_not_lost(post: Post) -> None:
    post.queue(replace(POINTS, purpose=ContactPurpose.SERVICE))  # 22 November is a Sunday
    post.delivery.look()
    row = post.row
    assert (row.state, row.why, row.attempts) == (DeliveryState.WAITING, "outside_hours", 0)
    assert row.due_at == datetime.fromisoformat("2026-11-23T07:00:00-05:00")
    post.later(days=1)
    assert post.row.state is DeliveryState.SENT


def test_who_refused_gets_nothing_but_an_emergency_which_is_noted(post: Post) -> None:
    with post.store.unit_of_work() as session:
        contact.refuse(session, PHONE, post.clock.now(), how="en una llamada")
    post.queue(replace(POINTS, key="a", purpose=ContactPurpose.SERVICE))
    post.queue(replace(POINTS, key="b", purpose=ContactPurpose.EMERGENCY))
    post.delivery.look()
    assert [parcel.key for parcel in post.carrier.parcels] == ["b"]
    with post.store.reading() as session:
        (dead,) = outbound.listed(session, (DeliveryState.DEAD,))
        assert dead.why == "refused"
        (made,) = session.scalars(select(tables.ContactMade)).all()
        assert made.overrode == "refused"


def test_a_number_s_cap_ends_the_message_and_the_day_s_puts_it_off(store: Store) -> None:
    post = Post(store, caps=Caps(per_number=1, per_call=9, per_day=2))
    for key, last in (("a", 1), ("b", 1), ("c", 2), ("d", 3)):
        post.queue(replace(POINTS, key=key, recipient=f"+57315555010{last}"))
    post.delivery.look()
    assert [parcel.key for parcel in post.carrier.parcels] == ["a", "c"]
    with store.reading() as session:
        found = {one.why: one.state for one in outbound.listed(session, tuple(DeliveryState))}
    assert found["number_cap"] is DeliveryState.DEAD
    assert found["day_cap"] is DeliveryState.WAITING
    post.later(hours=25)
    assert [parcel.key for parcel in post.carrier.parcels] == ["a", "c", "d"]


def test_a_worker_that_dies_after_sending_has_it_sent_again_under_the_same_key(
    post: Post,
) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    post.queue()
    post.carrier.then = die
    with pytest.raises(KeyboardInterrupt):
        post.delivery.look()
    post.carrier.then = lambda: None
    post.later(minutes=4)
    assert len(post.carrier.parcels) == 1
    post.later(minutes=1)
    assert [parcel.key for parcel in post.carrier.parcels] == [POINTS.key] * 2
    assert post.row.state is DeliveryState.SENT


def test_a_template_without_words_for_the_channel_is_a_dead_letter(store: Store) -> None:
    post = Post(store, EMAIL)
    post.queue(replace(POINTS, channel=EMAIL, recipient="ana@example.co"))
    post.delivery.look()
    assert (post.row.state, post.row.why) == (DeliveryState.DEAD, "letter_error")


def test_two_workers_send_each_message_once(post: Post) -> None:
    other = Post(post.store)
    for number in range(20):
        post.queue(replace(POINTS, key=f"k{number:02}", recipient=f"+5731555501{number:02}"))

    def meanwhile() -> None:
        other.delivery.look()

    post.carrier.then = meanwhile
    post.delivery.look()
    keys = [parcel.key for parcel in (*post.carrier.parcels, *other.carrier.parcels)]
    assert sorted(keys) == [f"k{number:02}" for number in range(20)]


def test_no_number_and_no_text_in_the_log(post: Post) -> None:
    post.queue(replace(POINTS, call_id=town.call_id()))
    post.carrier.failures = [CarrierDown("timeout")]
    with capture_logs() as logs:
        post.delivery.look()
        post.later(minutes=1)
    assert [line["outcome"] for line in logs] == ["failed", "sent"]
    assert "315555" not in repr(logs)
    assert "sede" not in repr(logs)


class GoneStore(Store):
    """A store that can't be reached."""

    def reading(self) -> None:  # type: ignore[override]
        raise StoreUnavailable("gone")


def test_without_the_store_it_waits(post: Post, tmp_path: Path) -> None:
    gone = GoneStore(f"sqlite:///{tmp_path}/gone.sqlite")
    post.delivery._store = gone
    assert not post.delivery.look()
    assert post.delivery.stands_still
    post.delivery._store = post.store
    assert post.delivery.look()
    assert not post.delivery.stands_still


def test_dead_letters_are_trouble_until_someone_discards_them(post: Post) -> None:
    registry = CollectorRegistry()
    figures = DeliveryFigures(registry)
    all_of_them = Deliveries(
        post.store, post.clock, [post.delivery], figures, kept=timedelta(days=1)
    )
    post.queue()
    all_of_them.look()
    assert registry.get_sample_value("linea_messages_out_waiting", {"channel": "sms"}) == 1
    assert not all_of_them.trouble
    post.carrier.failures = [Rejected("http_422")]
    post.delivery.look()
    all_of_them.look()
    assert all_of_them.trouble
    with post.store.unit_of_work() as session:
        outbound.discard(session, post.row.id, post.clock.now())
    all_of_them.look()
    assert not all_of_them.trouble
    post.later(days=2)
    all_of_them.look()
    with post.store.reading() as session:
        assert outbound.listed(session, tuple(DeliveryState)) == ()


def test_durable_events_become_webhooks_for_whoever_wants_them(store: Store) -> None:
    post = Post(store, WEBHOOK)
    wants = [
        Endpoint("all", "http://a", "1", "s" * 16),
        Endpoint("calls", "http://b", "1", "s" * 16, ("CallEnded",)),
        Endpoint("cases", "http://c", "1", "s" * 16, ("CaseFiled",)),
    ]
    event = CallEnded(at=post.clock.now(), call_id=town.call_id(), ended_how="agent")
    for _ in range(2):  # relayed twice
        with store.unit_of_work() as session:
            WebhookEvents(wants).queue(session, event, post.clock.now())
    post.delivery.look()
    assert {parcel.recipient for parcel in post.carrier.parcels} == {"all", "calls"}
    assert {parcel.key for parcel in post.carrier.parcels} == {
        f"{event.event_id}/all", f"{event.event_id}/calls",
    }  # fmt: skip
    assert post.carrier.parcels[0].fields["call_id"] == event.call_id
