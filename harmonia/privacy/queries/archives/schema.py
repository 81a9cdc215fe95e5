"""The JSON Schema of `data.json`, written from the register and the classification; docs/privacy/ keeps a copy."""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from harmonia import policy
from harmonia.core.classification import Personal, everything
from harmonia.privacy.queries.archives import collecting, contents, journalled
from harmonia.privacy.rules import archives as rules
from harmonia.vault.fields import EncryptedBytesField, EncryptedJSONField
from harmonia.vault.files import SealedFileField

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
PATH: Schema = {"type": "string", "pattern": "^files/"}
TYPES: tuple[tuple[type[Any], Schema], ...] = (
    (SealedFileField, PATH),
    (EncryptedBytesField, PATH),
    (EncryptedJSONField, {}),
    (models.JSONField, {}),
    (ArrayField, {"type": "array"}),
    (models.BooleanField, {"type": "boolean"}),
    (models.IntegerField, {"type": "integer"}),
    (models.FloatField, {"type": "number"}),
    (models.DateTimeField, MOMENT),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.UUIDField, {"type": "string", "format": "uuid"}),
)


def schema() -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Harmonia: the archive of information about one person (data.json)",
        "description": "Written from the register and the classification: edit these, not this file.",
        **_object(
            {
                "format": {"const": contents.FORMAT},
                "person": {"type": "string", "format": "uuid"},
                "language": {"enum": list(policy.LANGUAGES)},
                "made_at": MOMENT,
                "edition": {"type": ["integer", "null"], "description": "the edition of the policy in force"},
                "register_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "categories": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {key: _category(each) for key, each in policy.CATEGORIES.items()},
                },
            }
        ),
        "$defs": _definitions(),
    }


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(properties),
        "properties": properties,
    }


def _definitions() -> Schema:
    named = ("key", "title", "basis", "basis_title", "law")
    return {
        "purpose": _object({**dict.fromkeys(named, TEXT), "agreement": {"type": ["string", "null"]}}),
        "kept": _object(dict.fromkeys(("rule", "term", "law"), TEXT)),
        "recipient": _object(dict.fromkeys(("key", "title", "what_for", "country"), TEXT)),
    }


def _category(category: policy.Category) -> Schema:
    rows = _rows(category.key)
    return {
        "description": f"{category.clause} {category.title.en}",
        **_object(
            {
                **dict.fromkeys(("title", "explanation", "clause"), TEXT),
                "purposes": {"type": "array", "items": {"$ref": "#/$defs/purpose"}},
                "kept": {"$ref": "#/$defs/kept"},
                "recipients": {"type": "array", "items": {"$ref": "#/$defs/recipient"}},
                "rows": {"type": "array", **({"items": {"oneOf": rows}} if rows else {"maxItems": 0})},
            }
        ),
    }


def _rows(category: str) -> list[Schema]:
    """One form a table that has columns of the category; a column may be absent where it was withheld."""
    found = []
    for entry in everything().values():
        columns = {
            name: said
            for name, said in rules.personal_columns(entry).items()
            if said.category == category and not said.withheld
        }
        if columns and (entry.people or entry.model == journalled.TABLE):
            values = {name: _column(entry.model, name, said) for name, said in columns.items()}
            found.append(_row(entry.model, values))
    if category in collecting.COUNTED:
        found.append(_row(collecting.COUNTED[category], {"sessions_held": {"type": "integer"}}))
    return found


def _row(table: str, values: Schema) -> Schema:
    held = {"type": "object", "additionalProperties": False, "properties": values}
    return _object({"table": {"const": table}, "row": TEXT, "values": held})


def _column(model: str, name: str, said: Personal) -> Schema:
    if model == journalled.TABLE:
        return {"type": "object"}
    field: Any = apps.get_model(model)._meta.get_field(name)
    if said.shown:
        return {"type": ["string", "null"]}
    while field.is_relation:
        field = field.target_field
    kind = next((schema for known, schema in TYPES if isinstance(field, known)), TEXT)
    nullable = apps.get_model(model)._meta.get_field(name).null
    return {**kind, "type": [kind["type"], "null"]} if nullable and "type" in kind else kind
