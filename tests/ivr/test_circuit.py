"""The circuit breaker: closed, open, one trial, closed again."""

from __future__ import annotations

from ivr.circuit import Circuit


class Time:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_it_opens_after_failures_in_a_row_and_tries_once() -> None:
    time = Time()
    circuit = Circuit(failures=3, open_seconds=10, monotonic=time)
    for works in (False, False, True, False, False):
        assert circuit.allows()
        circuit.succeeded() if works else circuit.failed()
    assert circuit.state == "closed"
    circuit.failed()
    assert circuit.state == "open"
    assert not circuit.allows()
    time.seconds = 10
    assert circuit.state == "half_open"
    assert circuit.allows()
    assert not circuit.allows()  # while the trial is out
    circuit.failed()
    assert circuit.state == "open"
    time.seconds = 20
    assert circuit.allows()
    circuit.succeeded()
    assert circuit.state == "closed"
    circuit.failed()
    assert circuit.state == "closed"


def test_a_trial_that_is_never_heard_of_again_is_given_up_for_another() -> None:
    time = Time()
    circuit = Circuit(failures=1, open_seconds=10, monotonic=time)
    circuit.failed()
    time.seconds = 10
    assert circuit.allows()
    time.seconds = 19.9
    assert not circuit.allows()
    time.seconds = 20
    assert circuit.allows()
