"""pyst2's vocabulary over our transport, with Asterisk played from a script."""

import socket

import pytest
from asterisk import agi as pyst2
from hypothesis import given
from hypothesis import strategies as st

from agi_scripts.agi import Agi, Playback, quoted
from agi_scripts.connection import LONGEST_LINE, Connection
from agi_scripts.errors import AgiOverdue, AgiProtocolError, AgiValueRefused
from ivr.call import CallEnded
from tests.agi_scripts.asterisk_script import HEADER, AsteriskScript

REFUSED = (AgiProtocolError, AgiOverdue, CallEnded, pyst2.AGIError)


def test_commands_and_their_answers() -> None:
    script = """
        < STREAM FILE "prompts/menu" "0123" 4000
        > 200 result=50 endpos=12000
        < STREAM FILE "prompts/menu" "" 0
        > 200 result=0 endpos=24000
        < WAIT FOR DIGIT 2000
        > 200 result=0
        < GET VARIABLE "LINEA_FROM"
        > 200 result=1 (3151234567)
        < GET VARIABLE "NADA"
        > 200 result=0
        < GET FULL VARIABLE "${FILTER(0-9,${LINEA_FROM})}"
        > 200 result=1 (3151234567)
        < SET VARIABLE "LINEA_NEXT" "queue"
        > 200 result=1
        < EXEC StoreDTMF "remove"
        > 200 result=0
        < CHANNEL STATUS
        > 100 result=0 Trying...
        > 200 result=6
        < ANSWER
        > 200 result=0
        < NOOP
        > 200 result=0
        < HANGUP
        > 200 result=1
    """
    with AsteriskScript(script) as asterisk:
        agi = asterisk.agi
        assert agi.stream_file("prompts/menu", "0123", 4000) == Playback("2", 12000)
        assert agi.stream_file("prompts/menu") == Playback(None, 24000)
        assert agi.wait_for_digit(2000) is None
        assert agi.get_variable("LINEA_FROM") == "3151234567"
        assert agi.get_variable("NADA") is None
        assert agi.get_full_variable("${FILTER(0-9,${LINEA_FROM})}") == "3151234567"
        agi.set_variable("LINEA_NEXT", "queue")
        assert agi.appexec("StoreDTMF", "remove") == 0
        assert agi.channel_status() == 6
        agi.answer()
        agi.noop()
        agi.hangup()
    assert agi.commands == 12


HANG_UPS = {
    "a HANGUP line": "> HANGUP",
    "a HANGUP line after -1": "> 200 result=-1\n > HANGUP\n < CHANNEL STATUS",
    "-1 and a channel that is gone": "> 200 result=-1\n < CHANNEL STATUS\n > 200 result=-1",
    "511": "> 511 Command Not Permitted on a dead channel or intercept routine",
    "hangup in parentheses": "> 200 result=0 (hangup)",
    "the connection's end": "!",
    "the connection's end after -1": "> 200 result=-1\n !",
}


@pytest.mark.parametrize("hang_up", HANG_UPS.values(), ids=HANG_UPS.keys())
def test_every_way_of_hanging_up_is_one_call_ended(hang_up: str) -> None:
    script = f"< WAIT FOR DIGIT …\n {hang_up}"
    with AsteriskScript(script) as asterisk, pytest.raises(CallEnded):
        asterisk.agi.wait_for_digit(1000)


def test_minus_one_on_a_channel_that_is_up_is_a_failed_command() -> None:
    script = """
        < STREAM FILE "prompts/no-such-file" "" 0
        > 200 result=-1 endpos=0
        < CHANNEL STATUS
        > 200 result=6
    """
    with AsteriskScript(script) as asterisk, pytest.raises(pyst2.AGIAppError):
        asterisk.agi.stream_file("prompts/no-such-file")


def test_refusals_are_pyst2s_exceptions_and_the_conversation_goes_on() -> None:
    script = """
        < FOO
        > 510 Invalid or unknown command
        < WAIT FOR DIGIT soon
        > 520-Invalid command syntax.  Proper usage follows:
        > Waits up to <timeout> milliseconds
        > 520 End of proper usage.
        < EXEC Nope "x"
        > 200 result=-2
        < NOOP
        > 200 result=0
    """
    with AsteriskScript(script) as asterisk:
        with pytest.raises(pyst2.AGIInvalidCommand):
            asterisk.agi.execute("FOO")
        with pytest.raises(pyst2.AGIUsageError, match="milliseconds"):
            asterisk.agi.execute("WAIT FOR DIGIT", "soon")
        with pytest.raises(pyst2.AGIAppError):
            asterisk.agi.appexec("Nope", "x")
        asterisk.agi.noop()


def test_a_value_arrives_as_it_is() -> None:
    script = r"""
        < SET VARIABLE "X" "a\"b\\c"
        > 200 result=1
    """
    with AsteriskScript(script) as asterisk:
        asterisk.agi.set_variable("X", 'a"b\\c')


@pytest.mark.parametrize("breaker", ["\n", "\r", "\0"])
def test_no_value_begins_another_command(breaker: str) -> None:
    with AsteriskScript("") as asterisk:
        agi = asterisk.agi
        for attempt in (
            lambda: agi.set_variable("X", f"a{breaker}HANGUP"),
            lambda: agi.set_variable(f"X{breaker}", "a"),
            lambda: agi.stream_file(f"x{breaker}HANGUP"),
            lambda: agi.execute("NOOP", f"a{breaker}HANGUP"),
            lambda: agi.execute(f"NOOP{breaker}HANGUP"),
            lambda: agi.database_put("family", "key", f"a{breaker}b"),
        ):
            with pytest.raises(AgiValueRefused):
                attempt()
    assert asterisk.sent == []


@pytest.mark.parametrize("length", [8_000, 1_000_000])
def test_a_line_too_long_for_asterisk_is_not_sent(length: int) -> None:
    with AsteriskScript("") as asterisk, pytest.raises(AgiValueRefused):
        asterisk.agi.set_variable("X", "é" * (length // 2))
    assert asterisk.sent == []


@given(st.text())
def test_a_quoted_value_is_one_argument(value: str) -> None:
    try:
        argument = quoted(value)
    except AgiValueRefused:
        assert set(value) & set("\r\n\0")
        return
    assert _as_asterisk_reads(argument) == [value]


def _as_asterisk_reads(line: str) -> list[str]:
    """res_agi's parse_args: quotes group, a backslash takes the next character as it is."""
    arguments, current, within, escaped = [], "", False, False
    for character in line:
        if escaped:
            current, escaped = current + character, False
        elif character == "\\":
            escaped = True
        elif character == '"':
            within = not within
            if not within:
                arguments.append(current)
                current = ""
        elif within:
            current += character
        else:
            raise AssertionError("text outside the quotes")
    return arguments


@given(st.binary(max_size=400))
def test_hostile_bytes_end_the_conversation_and_nothing_else(received: bytes) -> None:
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    theirs.sendall(received)
    theirs.close()
    agi = Agi(connection, HEADER)
    try:
        for _ in range(100):
            try:
                agi.get_result()
            except pyst2.AGIError:
                continue
    except REFUSED:
        pass
    finally:
        connection.close()


CONVERSATION = b"200 result=1 (0)\n200 result=0 endpos=800\n200 result=53\n200 result=1\n"


@pytest.mark.parametrize("cut", range(len(CONVERSATION)))
def test_a_hang_up_at_every_byte_is_call_ended(cut: int) -> None:
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    agi = Agi(connection, HEADER)
    theirs.sendall(CONVERSATION[:cut])
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(CallEnded):
        _converse(agi)
    connection.close()
    theirs.close()


def _converse(agi: Agi) -> None:
    agi.get_variable("LINEA_KEYS")
    agi.stream_file("x")
    agi.wait_for_digit(1)
    agi.set_variable("LINEA_NEXT", "end")


def test_an_answer_that_drips_in_is_whole_and_one_that_never_ends_is_overdue() -> None:
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    for byte in b"200 result=0\n200":
        theirs.sendall(bytes([byte]))
    assert connection.read_line(1.0) == "200 result=0"
    with pytest.raises(AgiOverdue):
        connection.read_line(0.01)
    connection.close()
    theirs.close()


def test_a_line_without_end_is_refused() -> None:
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    theirs.sendall(b"x" * (LONGEST_LINE + 1))
    with pytest.raises(AgiProtocolError):
        connection.read_line(1.0)
    connection.close()
    theirs.close()


def test_a_520_without_end_is_refused() -> None:
    answers = "\n".join(["> 520-Invalid command syntax."] + ["> more"] * 100)
    with (
        AsteriskScript(f"< NOOP\n{answers}") as asterisk,
        pytest.raises(AgiProtocolError),
    ):
        asterisk.agi.noop()
