import pytest
from hypothesis import given
from hypothesis import strategies as st

from agi_scripts.errors import AgiProtocolError
from agi_scripts.reply import Reply, parse

RECOGNISED = (
    '200 result=1 (speech) endpos=0 results=1 score0=90 text0="cuánto debo" grammar0=(null)'
)

ANSWERS = [
    # what Asterisk says                   result  data        fields
    ("200 result=0", 0, None, {}),
    ("200 result=-1", -1, None, {}),
    ("200 result=53 endpos=8000", 53, None, {"endpos": "8000"}),
    ("200 result=0 (timeout)", 0, "timeout", {}),
    ("200 result=1 ()", 1, "", {}),
    (
        RECOGNISED,
        1,
        "speech",
        {
            "endpos": "0",
            "results": "1",
            "score0": "90",
            "text0": "cuánto debo",
            "grammar0": "(null)",
        },
    ),
]


@pytest.mark.parametrize(("line", "result", "data", "fields"), ANSWERS)
def test_an_answer_is_read(
    line: str, result: int, data: str | None, fields: dict[str, str]
) -> None:
    answer = parse(line)
    assert (answer.code, answer.result, answer.data, answer.fields) == (200, result, data, fields)


@pytest.mark.parametrize(
    "value", ["", "3151234567", "a) b=c", "(", "))", 'uno "dos" \\', "x (y) z=1"]
)
def test_a_variable_may_hold_anything(value: str) -> None:
    assert Reply(200, f"result=1 ({value})", 1).value == value


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("511 Command Not Permitted on a dead channel or intercept routine", 511),
        ("510 Invalid or unknown command", 510),
        ("520 Invalid command syntax.  Proper usage not available.", 520),
    ],
)
def test_a_refusal_keeps_its_code_and_its_words(line: str, code: int) -> None:
    assert (parse(line).code, parse(line).text) == (code, line[4:])


@pytest.mark.parametrize(
    "line", ["", "hello", "20 result=0", "200", "200 ok", "200 result=", "200 result=1 (open"]
)
def test_anything_else_is_refused(line: str) -> None:
    with pytest.raises(AgiProtocolError):
        parse(line)


@given(st.text())
def test_hostile_text_is_read_or_refused(line: str) -> None:
    try:
        assert isinstance(parse(line), Reply)
        assert isinstance(parse(f"200 result={line}").value, str)
    except AgiProtocolError:
        pass
