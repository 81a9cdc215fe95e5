"""What would lead from words back to whom they are about (332-VIII art. 10, 11(2)): in a case, or in a text for all.

Direct identifiers are refused: addresses, numbers, days, exact ages, and the names of the asker's own clients in any of
their cases. Two words in a row that look like a name are doubtful: whoever writes has to look at them once more.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MONTHS = (
    r"январ\w*|феврал\w*|март\w*|апрел\w*|ма[йя]|июн\w*|июл\w*|август\w*|сентябр\w*|октябр\w*|ноябр\w*|декабр\w*|"
    r"қаңтар\w*|ақпан\w*|наурыз\w*|сәуір\w*|мамыр\w*|маусым\w*|шілде\w*|тамыз\w*|қыркүйек\w*|қазан\w*|қараша\w*|"
    r"желтоқсан\w*|january|february|march|april|may|june|july|august|september|october|november|december"
)
DIRECT: dict[str, str] = {
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "link": r"https?://\S+|www\.\S+|\bt\.me/\S+|(?<![\w@])@\w{3,}",
    "number": r"(?<!\w)\+?\d(?:[\s().-]{0,2}\d){8,14}(?!\w)",
    "day": rf"\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:\d{{4}}|\d{{2}})\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b|"
    rf"\b\d{{1,2}}\s+(?:{MONTHS})\s+\d{{4}}\b",
    "age": r"\b\d{1,2}\s*(?:лет|год[а]?|летн\w+|жас\w*)\b|\b\d{1,2}-летн\w+|\b\d{1,2}[\s-]years?[\s-]old\b",
    "address": r"\b(?:ул|пр|мкр|просп)\.\s*\w+|\bулиц[аеыу]\s+\w+|\w+\s+көшесі\b|\b\d+\s+\w+\s+street\b",
}
NAME_LIKE = (
    r"(?<![.!?…:\n]\s)(?<!^)\b[А-ЯЁӘҒҚҢӨҰҮҺІA-Z][а-яёәғқңөұүһіa-z]{2,}\s+[А-ЯЁӘҒҚҢӨҰҮҺІA-Z][а-яёәғқңөұүһіa-z]{2,}\b"
)
SHORTEST_NAME, LONGEST_ENDING = 3, 4
ENDINGS_OF_SHORT = ("ы", "и", "у", "ю", "е", "ой", "ей")  # else other words begin so
AGE_BANDS = ("under_25", "25_34", "35_44", "45_54", "over_54")


@dataclass(frozen=True, slots=True)
class Identifier:
    """`kind`: a key of DIRECT, `name` of a client, or `name_like`. `words`: those that were found."""

    kind: str
    words: str


def direct(text: str, names: Iterable[str]) -> tuple[Identifier, ...]:
    """What may not stand there at all. `names`: of the asker's clients."""
    found = [
        Identifier(kind, hit.group())
        for kind, pattern in DIRECT.items()
        for hit in re.finditer(pattern, text, re.IGNORECASE)
    ]
    return (*found, *_named(text, names))


def _named(text: str, names: Iterable[str]) -> list[Identifier]:
    """A client's name as it is, or with an ending of Russian or Kazakh behind its stem."""
    parts = {part.casefold() for name in names for part in re.findall(r"\w+", name) if len(part) >= SHORTEST_NAME}
    words = re.findall(r"\w+", text)
    return [Identifier("name", word) for word in words if any(_is_form(word.casefold(), part) for part in parts)]


def _is_form(word: str, name: str) -> bool:
    stem = name[:-1] if name[-1] in "аяеьй" and len(name) > SHORTEST_NAME else name
    if word == name or not word.startswith(stem):
        return word == name
    ending = word[len(stem) :]
    return ending in ENDINGS_OF_SHORT if len(stem) <= SHORTEST_NAME else len(ending) <= LONGEST_ENDING


def doubtful(text: str) -> tuple[Identifier, ...]:
    """What looks like a name and may be none."""
    return tuple(Identifier("name_like", hit.group()) for hit in re.finditer(NAME_LIKE, text))
