import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from harmonia.web.room import protocol

OFFER = {"t": "desc", "call": "c1", "n": 1, "kind": "offer", "sdp": "v=0"}


def test_a_message_of_the_schema_is_read() -> None:
    assert protocol.read(json.dumps(OFFER)) == OFFER


def test_an_optional_field_may_be_missing() -> None:
    candidate = {"t": "cand", "call": "c1", "n": 1, "cand": "candidate:1", "mid": "0"}
    assert protocol.read(json.dumps(candidate)) == candidate
    assert protocol.read(json.dumps(candidate | {"ufrag": "x"})) == candidate | {"ufrag": "x"}


@pytest.mark.parametrize(
    "raw",
    [
        "", "nonsense", "[]", "null", "1", '"hello"', "{}", '{"t": 1}', '{"t": "unknown"}', '{"t": ["desc"]}',
        '{"t": "ping", "extra": 1}', '{"t": "report", "up": 1, "sent": 0, "received": 0}',
        '{"t": "report", "up": true, "sent": -1, "received": 0}',
        '{"t": "report", "up": true, "sent": true, "received": 0}',
        '{"t": "desc", "call": "c", "n": 0, "kind": "pranswer", "sdp": ""}',
        '{"t": "commit", "call": "c", "hash": "zz"}', "[" * 100_000,
        '{"t": "renew", "pass": "' + "x" * 401 + '"}',
    ],
)  # fmt: skip
def test_anything_else_is_malformed(raw: str) -> None:
    with pytest.raises(protocol.Malformed):
        protocol.read(raw)


def test_what_is_wrong_is_told_without_quoting_it() -> None:
    with pytest.raises(protocol.Malformed) as refused:
        protocol.read(json.dumps(OFFER | {"sdp": 1, "secret": "192.0.2.7"}))
    assert "192.0.2.7" not in str(refused.value)


ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=50),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(word=some.sampled_from(sorted(protocol.SPOKEN)), fields=some.dictionaries(some.text(max_size=8), ANYTHING))
def test_hostile_messages_are_read_or_refused_and_nothing_else(word: str, fields: dict[str, object]) -> None:
    try:
        message = protocol.read(json.dumps({**fields, "t": word}))
    except protocol.Malformed:
        return
    assert set(message) - {"t"} <= {field.rstrip("?") for field in protocol.SPOKEN[word]}
