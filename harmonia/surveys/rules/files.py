"""What research receives: protected counts with their codebook, and words that their authors gave and somebody read."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from harmonia.core.spreadsheets import cell
from harmonia.surveys.rules.questions import Paper, as_content

HEADER = ("version", "question", "choice", "asked", "cell", "people")
Quoted = tuple[str, str]  # question, words


def as_csv(counted: Sequence[tuple[int, Mapping[str, Any]]]) -> str:
    """One line a cell; what is hidden is empty. The codebook is in the JSON file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for number, document in counted:
        for table in document["tables"]:
            for each in table["cells"]:
                row = (number, table["question"], table["choice"], table["people"], each["cell"], each["people"])
                writer.writerow([cell("" if value is None else str(value)) for value in row])
    return out.getvalue()


def as_json(counted: Sequence[tuple[int, Paper, Mapping[str, Any], Sequence[Quoted]]]) -> str:
    versions = [
        {
            "version": number,
            "codebook": [as_content(one) for one in of.questions],
            "title": {"kk": of.title.kk, "ru": of.title.ru, "en": of.title.en},
            "people": document["people"],
            "rule": document["rule"],
            "tables": document["tables"],
            "words": [{"question": question, "text": text} for question, text in sorted(words)],
        }
        for number, of, document, words in counted
    ]
    return json.dumps({"type": "survey_counts", "versions": versions}, ensure_ascii=False, indent=1)
