"""The key buffer, and digits as they are collected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.keys import DigitEntry, Entry, KeyBuffer

telephone_keys = st.text("0123456789*#", max_size=200)


def test_keys_come_out_in_the_order_pressed() -> None:
    keys = KeyBuffer()
    keys.push("12")
    keys.push("#")
    assert [keys.peek(), keys.pop(), keys.pop(), keys.pop(), keys.pop()] == [
        "1",
        "1",
        "2",
        "#",
        None,
    ]


@given(st.text(max_size=300))
def test_what_is_no_key_is_ignored_and_the_buffer_is_bounded(noise: str) -> None:
    keys = KeyBuffer(capacity=16)
    keys.push(noise)
    kept = [key for key in noise if key in "0123456789*#"][:16]
    assert [keys.pop() for _ in range(len(keys))] == kept


ENTRIES = [
    # shortest, longest, keys (" " is a pause), outcome, digits
    (3, 3, "123", Entry.COMPLETE, "123"),
    (3, 3, "12#", Entry.COMPLETE, "12"),
    (3, 3, "1 ", Entry.COMPLETE, "1"),
    (6, 12, "123456", Entry.MORE, "123456"),
    (6, 12, "123456#", Entry.COMPLETE, "123456"),
    (6, 12, "123456 ", Entry.COMPLETE, "123456"),
    (6, 12, "1234567890123#", Entry.COMPLETE, "1234567890123"),
    (6, 12, "#", Entry.MORE, ""),
    (6, 12, " ", Entry.COMPLETE, ""),
    (6, 12, "090909#", Entry.COMPLETE, "090909"),
    (6, 12, "*0", Entry.PERSON, ""),
    (6, 12, "12*0", Entry.PERSON, "12"),
    (6, 12, "*#", Entry.BACK, ""),
    (6, 12, "* ", Entry.BACK, ""),
    (6, 12, "12* ", Entry.BACK, "12"),
    (6, 12, "** ", Entry.BACK, ""),
    (6, 12, "12*", Entry.MORE, "12"),
    (6, 12, "12*345678#", Entry.COMPLETE, "345678"),
    (3, 3, "12*345", Entry.COMPLETE, "345"),
]


@pytest.mark.parametrize(("shortest", "longest", "pressed", "outcome", "digits"), ENTRIES)
def test_digits_as_they_are_typed(
    shortest: int, longest: int, pressed: str, outcome: Entry, digits: str
) -> None:
    entry = DigitEntry(shortest, longest)
    for key in pressed:
        last = entry.pause() if key == " " else entry.press(key)
    assert (last, entry.digits) == (outcome, digits)


@given(telephone_keys)
def test_an_entry_never_grows_without_end(pressed: str) -> None:
    entry = DigitEntry(6, 12)
    for key in pressed:
        entry.press(key)
    assert len(entry.digits) <= 32
    assert entry.digits == "" or entry.digits.isdigit()
