"""The AMI parser: any cut of the bytes, any bytes at all, never more than a bound held."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami import Message, Parser, ProtocolViolation, UnsafeHeader, encode_action
from ami.protocol import LINE_AT_MOST, LINES_AT_MOST

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
HELD_AT_MOST = 2 * LINE_AT_MOST

NAMES = st.text("abcXYZ-", min_size=1, max_size=12)
VALUES = st.text(
    st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=40
).filter(lambda value: not value.startswith(" "))
MESSAGES = st.lists(st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=6), max_size=6)


def wire(messages: list[list[tuple[str, str]]]) -> bytes:
    blocks = ("".join(f"{name}: {value}\r\n" for name, value in lines) for lines in messages)
    return BANNER + "".join(f"{block}\r\n" for block in blocks).encode()


def parsed(parser: Parser, pieces: list[bytes]) -> list[Message]:
    return [message for piece in pieces for message in parser.feed(piece)]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


@given(MESSAGES, st.lists(st.integers(0, 10_000), max_size=20))
def test_every_message_arrives_whole_however_the_bytes_are_cut(
    messages: list[list[tuple[str, str]]], places: list[int]
) -> None:
    found = parsed(Parser(), cut(wire(messages), places))
    assert [message.lines for message in found] == [tuple(lines) for lines in messages]


@given(st.lists(st.binary(max_size=300), max_size=30))
def test_hostile_bytes_never_break_it(pieces: list[bytes]) -> None:
    parser = Parser()
    list(parser.feed(BANNER))
    parsed(parser, pieces)
    end = b"\r\n\r\nEvent: After\r\n\r\n"
    assert parsed(parser, [end])[-1].event == "After"


@given(st.binary(min_size=200, max_size=2000))
def test_a_peer_that_is_not_ami_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        parsed(Parser(), [b"HTTP/1.1 400 Bad\r\n", data])


def test_a_peer_that_never_ends_its_first_line_is_refused() -> None:
    with pytest.raises(ProtocolViolation):
        parsed(Parser(), [b"x" * 200])


TOO_LARGE = {
    "a line": b"Event: A\r\nX: " + b"x" * (LINE_AT_MOST * 3) + b"\r\n\r\n",
    "a line that comes whole": b"Event: A\r\nX: " + b"x" * (LINE_AT_MOST + 1) + b"\r\n\r\n",
    "the number of lines": b"Event: A\r\n" + b"X: y\r\n" * (LINES_AT_MOST + 5) + b"\r\n",
}


@pytest.mark.parametrize("block", TOO_LARGE.values(), ids=TOO_LARGE.keys())
@pytest.mark.parametrize("size", [1000, 1_000_000])
def test_a_message_over_the_limits_is_dropped_and_the_next_one_read(
    block: bytes, size: int
) -> None:
    parser = Parser()
    data = BANNER + block + b"Event: B\r\n\r\n"
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert [message.event for message in parsed(parser, pieces)] == ["B"]
    assert parser.dropped == 1


def test_an_endless_line_holds_no_memory() -> None:
    parser = Parser()
    list(parser.feed(BANNER))
    for _ in range(200):
        list(parser.feed(b"x" * 10_000))
    assert len(parser._pending) < HELD_AT_MOST


def test_names_are_found_without_case_and_repeated_ones_all() -> None:
    text = b"Event: E\r\nChanVariable: A=1\r\nchanvariable: B=2\r\nEmpty:\r\nX: a: b\r\n\r\n"
    (message,) = read(text)
    assert message.get("CHANVARIABLE") == "A=1"
    assert message.all("ChanVariable") == ("A=1", "B=2")
    assert (message.get("empty"), message.get("x"), message.get("y", "-")) == ("", "a: b", "-")


def read(text: bytes) -> list[Message]:
    return parsed(Parser(), [BANNER + text])


UNSAFE = [
    ("Action", {"Channel": "a\r\nAction: Command"}),
    ("Action", {"Channel": "a\nb"}),
    ("Action", {"Channel": "a\0b"}),
    ("Action", {"Bad: Name": "x"}),
    ("Action", {"Bad\r\n": "x"}),
    ("Action", {"": "x"}),
    ("Action\r\nAction: Command", {}),
    ("Action", {"Long": "x" * 1025}),
]


@pytest.mark.parametrize(("action", "headers"), UNSAFE)
def test_nothing_that_could_start_another_action_is_sent(
    action: str, headers: dict[str, str]
) -> None:
    with pytest.raises(UnsafeHeader):
        encode_action(action, "1", headers)


@given(st.dictionaries(NAMES.filter(lambda n: n.strip("-") != ""), st.text(max_size=30)))
def test_what_is_sent_is_read_back_as_one_message(headers: dict[str, str]) -> None:
    try:
        sent = encode_action("Do", "1", headers)
    except UnsafeHeader:
        return
    (message,) = read(sent)
    assert len(message.lines) == 2 + len(headers)
