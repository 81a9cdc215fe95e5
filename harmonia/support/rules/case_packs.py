"""What the file of a dispute is made of: the schema of `case.json`, its manifest, and what never stands in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

FORMAT = "harmonia-case-2"
MADE_FOR = ("client", "specialist", "authority")
# The service holds these, or could; they concern other purposes than the dispute, or other people.
LEFT_OUT = (
    "what was said, shown or written in the session: it went from browser to browser",
    "answers after the session",
    "notes of the specialist",
    "files that came with letters",
    "names, addresses and telephones of the sides",
    "other sessions, payments and people",
)

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WORDS_OR_NONE: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MOMENT_OR_NONE: Schema = {"type": ["string", "null"], "format": "date-time"}
TENGE: Schema = {"type": "integer", "minimum": 0}
SIDE: Schema = {"enum": ["client", "specialist", "service"]}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _closed(**properties: Schema) -> Schema:
    """An object of these and of nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def schema() -> Schema:
    """Of `case.json`. Every part is closed: a field that nobody described is a mistake."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Harmonia: the file of one dispute (case.json)",
        **_closed(
            format={"const": FORMAT},
            number=TEXT,
            made_at=MOMENT,
            made_for={"enum": list(MADE_FOR)},
            dispute=_dispute(),
            session={"oneOf": [{"type": "null"}, _session()]},
            payment={"oneOf": [{"type": "null"}, _payment()]},
            timeline=_list({"type": "object", "properties": {"at": MOMENT, "what": TEXT}, "required": ["at", "what"]}),
            messages=_list(_closed(at=MOMENT, side=SIDE, text=WORDS_OR_NONE)),
            proposals=_list(
                _closed(
                    at=MOMENT, by=SIDE, to=SIDE, gives={"enum": ["money", "session", "rest"]}, amount_kzt=TENGE,
                    state=TEXT, answered_at=MOMENT_OR_NONE,
                )
            ),
            documents=_list(
                _closed(
                    side=SIDE, agreement=TEXT, answer=TEXT, at=MOMENT, edition={"type": "integer"}, sha256=HASH,
                    receipt=TEXT,
                )
            ),
            letters=_list(_closed(at=MOMENT, side=SIDE, what=TEXT, subject=WORDS_OR_NONE, text=WORDS_OR_NONE)),
            left_out=_list(TEXT),
        ),
    }  # fmt: skip


def _dispute() -> Schema:
    return _closed(
        about={"enum": ["session", "payment", "service"]},
        opened_by=SIDE,
        state=TEXT,
        opened_at=MOMENT,
        answer_due_at=MOMENT,
        answered_at=MOMENT_OR_NONE,
        over_at=MOMENT_OR_NONE,
    )


def _session() -> Schema:
    return _closed(
        id=TEXT, starts_at=MOMENT, ends_at=MOMENT, state=TEXT, price_kzt=TENGE, specialist=TEXT, register_number=TEXT
    )


def _payment() -> Schema:
    return _closed(number=TEXT, price_kzt=TENGE, paid_by_card_kzt=TENGE, returned_kzt=TENGE, state=TEXT)


def manifest(pack_id: UUID, number: str, made_for: str, names: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """What the file is made of, each part with its SHA-256: a document that is signed and proved."""
    return {
        "type": "case_manifest",
        "id": str(pack_id),
        "dispute": number,
        "made_for": made_for,
        "made_at": at.isoformat(),
        "files": [{"name": name, **said} for name, said in sorted(names.items())],
    }
