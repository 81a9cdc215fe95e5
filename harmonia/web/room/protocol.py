"""The words that the two sides of a room and the server say to each other: one schema, here.

A message is one JSON object whose field `t` names it. What is not in SPOKEN, has a wrong or an unknown field, is too
large or comes too often closes the socket with a code that says so. The server reads `hello`, `renew`, `report`,
`ping`, `join`, `admit`, `leave` and `bye`; the rest it hands to the other side as it came, keeps and logs none of it.

    hello  → ice, then peer if the other side is here       join → joined; the other side gets peer
    desc, cand, restart, state, stop → the other side       leave → the other side gets peer-gone
    renew  → ice with fresh relay credentials               bye (the specialist only) → bye to both
    admit (the specialist only) → the other side: it may come in from the waiting room

Where there is a guest, each talks to each: what is said to one names him in `to` and the speaker in `from`, which the
server checks; what names nobody goes from one of the two to the other. Of a guest, and to him, `peer` and `peer-gone`
name the `role`.
"""

import json
from collections.abc import Callable
from typing import Any

from harmonia.rooms.states import Place

VERSION = 1
MOST_BYTES = 64 * 1024
MOST_A_SECOND = 50
BURST = 150
MOST_CANDIDATES = 500
HELLO_SECONDS = 10.0
SILENT_SECONDS = 30.0

ENDED = 1000
MALFORMED = 4400
EXPIRED = 4401
NOT_ALLOWED = 4403
SILENT = 4408
TAKEN_OVER = 4409
TOO_LARGE = 4413
TOO_FAST = 4429

Check = Callable[[Any], bool]


class Malformed(Exception):
    """Not a message of this protocol."""


def text(most: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= most


def whole(most: int) -> Check:
    return lambda value: type(value) is int and 0 <= value <= most


def truth(value: Any) -> bool:
    return value is True or value is False


def one_of(*words: str) -> Check:
    return lambda value: isinstance(value, str) and value in words


def hexadecimal(length: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) == length and set(value) <= set("0123456789abcdef")


NAME = text(40)  # a random name that a page gives itself, a connection, a candidate's line
COUNT = whole(1_000_000)
BYTES = whole(1 << 50)

# word -> its fields besides `t`; a field whose name ends in "?" may be missing.
SPOKEN: dict[str, dict[str, Check]] = {
    "hello": {"v": whole(1000), "pass": text(400), "page": NAME, "joined": truth},
    "renew": {"pass": text(400)},
    "ping": {},
    "join": {},
    "leave": {},
    "bye": {},
    "admit": {},
    "report": {"up": truth, "sent": BYTES, "received": BYTES},
    "desc": {"call": NAME, "n": COUNT, "kind": one_of("offer", "answer"), "sdp": text(MOST_BYTES)},
    "cand": {"call": NAME, "n": COUNT, "cand": text(2000), "mid": text(40), "ufrag?": text(300)},
    "restart": {"call": NAME},
    "state": {"sound": truth, "picture": truth, "screen": truth},
    "commit": {"call": NAME, "hash": hexadecimal(64)},
    "reveal": {"call": NAME, "nonce": hexadecimal(64)},
    "stop": {"why": one_of("unsafe", "foreign", "differ")},
}
FOR_THE_PEER = frozenset({"desc", "cand", "restart", "state", "commit", "reveal", "stop"})

ADDRESS: dict[str, Check] = {"to?": one_of(*Place.values), "from?": one_of(*Place.values)}

_addressed = {word: fields | (ADDRESS if word in FOR_THE_PEER else {}) for word, fields in SPOKEN.items()}
_FIELDS = {
    word: ({field.rstrip("?"): check for field, check in fields.items()}, {f for f in fields if not f.endswith("?")})
    for word, fields in _addressed.items()
}


def read(raw: str) -> dict[str, Any]:
    """The message in `raw`; raises Malformed, whose text never repeats what was sent."""
    try:
        message = json.loads(raw)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if type(message) is not dict:
        raise Malformed("not an object")
    word = message.get("t")
    if type(word) is not str or word not in _FIELDS:
        raise Malformed("unknown word")
    checks, required = _FIELDS[word]
    if not required <= message.keys():
        raise Malformed(f"{word}: a field is missing")
    for field, value in message.items():
        if field != "t" and not (field in checks and checks[field](value)):
            raise Malformed(f"{word}: a wrong field")
    return message


def write(word: str, **fields: Any) -> str:
    return json.dumps({"t": word, **fields}, separators=(",", ":"))
