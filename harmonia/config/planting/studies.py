"""Where the demonstration's specialists studied, from studies.toml."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from harmonia.policy import METHODS, Text
from harmonia.specialists.operations import Study
from harmonia.specialists.states import EducationKind

FILE = Path(__file__).with_name("studies.toml")


@cache
def known(kind: str) -> tuple[Text, ...]:
    """`kind` is universities, degrees, institutes or courses."""
    return tuple(Text(**words) for words in tomllib.loads(FILE.read_text())[kind])


def of(number: int, entry: dict[str, Any]) -> tuple[Study, ...]:
    """A degree that ended before the practice began, training in the first method, and a course of the last years."""
    since, method = entry["since"], METHODS[entry["methods"][0]]
    length = 4 + number % 2
    return (
        Study(
            kind=EducationKind.DEGREE,
            institution=_one("universities", number),
            title=_one("degrees", number),
            year_from=since - 1 - length,
            year_to=since - 1,
        ),
        Study(
            kind=EducationKind.RETRAINING,
            institution=_one("institutes", number),
            title=_training(method),
            year_from=since + 1,
            year_to=since + 3,
        ),
        Study(
            kind=EducationKind.FURTHER_TRAINING,
            institution=_one("institutes", number + 1),
            title=_one("courses", number),
            year_from=2023 + number % 3,
            year_to=2023 + number % 3,
        ),
    )


def _one(kind: str, number: int) -> Text:
    return known(kind)[number % len(known(kind))]


def _training(method: Text) -> Text:
    return Text(kk=f"{method.kk}: қайта даярлау", ru=f"{method.ru}: переподготовка", en=f"{method.en}: retraining")
