"""What the register writes for docs/privacy and for the regulator: the same content in every form that is asked for."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from harmonia.policy.operators import Operator
from harmonia.policy.processing import data_map_markdown, processing_record
from harmonia.policy.register import REGISTER, Register
from harmonia.policy.terms import Language
from harmonia.policy.vocabularies import data_privacy_vocabulary, fideslang


def processing_csv(language: Language = "en", register: Register = REGISTER) -> str:
    """The record of processing, a purpose a row; lists are separated by semicolons.

    Every cell is the register's own words or keys, none of which begins as a spreadsheet's formula does.
    """
    rows = [asdict(row) for row in processing_record(register, language)]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: value if isinstance(value, str) else "; ".join(value) for key, value in row.items()})
    return out.getvalue()


def processing_json(language: Language = "en", register: Register = REGISTER) -> str:
    return as_json([asdict(row) for row in processing_record(register, language)])


def as_json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def papers(operator: Operator, register: Register = REGISTER) -> dict[str, str]:
    """File name -> content, as they lie in docs/privacy."""
    return {
        "register.md": data_map_markdown(register),
        "processing.csv": processing_csv("en", register),
        "processing.json": processing_json("en", register),
        "processing.fideslang.json": as_json(fideslang(register)),
        "processing.dpv.jsonld": as_json(data_privacy_vocabulary(operator, register)),
    }
