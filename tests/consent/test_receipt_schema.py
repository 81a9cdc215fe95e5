"""What is given out has the shape that docs/privacy/proof.schema.json describes, and the description refuses others."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from harmonia.consent import operations, queries, rules
from harmonia.consent.states import Event
from harmonia.journal import operations as journal
from harmonia.journal import queries as entries
from tests.consent.test_receipts import first_edition, sealed, subject  # noqa: F401
from tests.consent.test_records import NOW, answer
from tests.journal.test_journal import append

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "privacy" / "proof.schema.json").read_text())


def check(said: Any, part: str = "") -> None:
    wanted = {**SCHEMA, "$ref": f"#/$defs/{part}"} if part else SCHEMA
    for name in ("required", "properties", "additionalProperties", "type") if part else ():
        wanted.pop(name)
    jsonschema.validate(said, wanted)


def test_receipts_and_growths_are_as_described(subject: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    given = answer(operations.grant, subject, name="Айгерим", language="kk")
    sealed()
    first = queries.proved_receipt(given)
    check(first)
    append(3)
    withdrawn = answer(operations.withdraw, subject)
    sealed()
    check(queries.proved_receipt(withdrawn))
    old, new = first["inclusion"]["size"], entries.size()
    check(entries.consistency(old, new), "consistency")
    for change in ({"more": 1}, {"key": first["key"].upper()}, {"format": "x"}, {"leaf": {**first["leaf"], "v": 1}}):
        with pytest.raises(jsonschema.ValidationError):
            check({**first, **change})
    with pytest.raises(jsonschema.ValidationError):
        check({**first, "document": {**first["document"], "name": "Айгерим"}})


def test_another_document_needs_no_more_than_a_type_and_a_random_id() -> None:
    document = {"type": "certificate", "id": "8f0c6f43-3d0f-4f0e-9d0a-0a6f6d1c2b3a", "counts": {"rows": 3}}
    entry = journal.record_document("test.told", document=document, subject=None, actor=None, at=NOW)
    sealed()
    check(entries.proved(document, entry.pk))


def test_the_description_knows_every_event_and_member(subject: Any) -> None:
    receipt = queries.receipt(answer(operations.grant, subject))
    described = SCHEMA["$defs"]["consent_receipt"]
    assert sorted(described["properties"]) == sorted(described["required"]) == sorted(receipt)
    assert described["properties"]["event"]["enum"] == Event.values
    assert described["properties"]["type"]["const"] == rules.RECEIPT_TYPE
