"""What is known of a call as it arrives."""

from __future__ import annotations

from datetime import timedelta

from ivr import store as tables
from ivr.call import PathStep
from ivr.services import arrival, calls, staff_settings
from ivr.store import Service, Store
from tests.services import town
from tests.services.town import NOW, call_id

NUMBER = "+573155550101"


def outage(zone_id: int, hours_ago: int, service: Service) -> tables.Outage:
    return tables.Outage(
        service=service, zone_id=zone_id, cause="x", started_at=NOW - timedelta(hours=hours_ago)
    )


def test_the_outages_of_the_caller_s_zones_and_services_the_newest_two(store: Store) -> None:
    with store.unit_of_work() as session:
        mine, other = town.zone(session, "Mía"), town.zone(session, "Otra")
        for number in ("1000", "2000"):
            town.account(session, number, phones=(NUMBER,), in_zone=mine)
        session.add_all(
            [
                outage(mine.id, 5, Service.WASTE),
                outage(mine.id, 1, Service.WATER),
                outage(mine.id, 1, Service.GAS),
                outage(other.id, 1, Service.WATER),
            ]
        )
        session.flush()
        known = arrival.of_call(session, NUMBER, NOW)
        assert [one.service for one in known.outages] == ["acueducto", "aseo"]
        assert arrival.of_call(session, "+573009990000", NOW).outages == ()
        assert arrival.of_call(session, None, NOW).outages == ()


def test_a_firm_s_many_accounts_are_not_looked_through(store: Store) -> None:
    with store.unit_of_work() as session:
        zone = town.zone(session)
        for nth in range(arrival.MOST_OF_A_PHONE + 1):
            town.account(session, f"900{nth}", phones=(NUMBER,), in_zone=zone)
        session.add(outage(zone.id, 1, Service.WATER))
        session.flush()
        assert arrival.of_call(session, NUMBER, NOW).outages == ()


def test_calls_in_vain_are_counted_back_to_one_that_was_not(store: Store) -> None:
    with store.unit_of_work() as session:
        staff_settings.put(session, "welcome.returning_hours", 24, NOW)
        for hours_ago, outcome in ((9, None), (6, tables.Outcome.AGENT), (4, None), (2, None)):
            at = NOW - timedelta(hours=hours_ago)
            key = call_id(at)
            calls.begin(session, key, started_at=at, number=NUMBER)
            calls.set_intent(session, key, "dano")
            if outcome:
                calls.set_outcome(session, key, outcome)
            calls.end(session, key, at=at)
        known = arrival.of_call(session, NUMBER, NOW)
    assert (known.again, known.times) == ("dano", 2)


def test_the_notice_is_known_for_as_long_as_the_lawyers_say(store: Store) -> None:
    at = NOW - timedelta(days=10)
    with store.unit_of_work() as session:
        key = call_id(at)
        calls.begin(session, key, started_at=at, number=NUMBER)
        calls.add_steps(session, key, [PathStep(at, "said", "bienvenida.aviso")], first=0)
        for days, knows in ((0, False), (9, False), (11, True)):
            staff_settings.put(session, "welcome.short_notice_days", days, NOW)
            assert arrival.of_call(session, NUMBER, NOW).knows_notice is knows
