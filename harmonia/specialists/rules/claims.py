"""Words that a profile or an article may not contain: promises of a result, diagnoses, medication, guarantees
(332-VIII art. 18). The list flags; a person decides.
"""

import re
from dataclasses import dataclass
from itertools import chain

from harmonia.policy import Language

PATTERNS: dict[Language, dict[str, str]] = {
    "ru": {
        "promise": r"гарантиру\w*|гарантия результата|100\s?%|избавлю|избавит\w* от|навсегда избав\w*|вылеч\w*|"
        r"излеч\w*|исцел\w*|обеща\w+ результат|за (?:один|1) сеанс",
        "diagnosis": r"постав(?:лю|им|ить) (?:вам )?диагноз|диагностиру\w*|\bлечу\b|"
        r"лечение (?:депрессии|неврозов|расстройств\w*)",
        "medication": r"назнач(?:у|аю|им) (?:препарат\w*|лекарств\w*|таблет\w*)|подбор (?:препаратов|лекарств)",
    },
    "kk": {
        "promise": r"кепілдік бер\w*|100\s?%|толық жазыл\w*|жазып шығ\w*|емдеп шығ\w*|нәтижеге уәде\w*|"
        r"біржола құтқар\w*",
        "diagnosis": r"диагноз қоя\w*|емдеймін|ауруын емде\w*",
        "medication": r"дәрі (?:тағайында|жазып бер)\w*",
    },
    "en": {
        "promise": r"guarantee\w*|100\s?%|\bcures?\b|will cure|promise\w* (?:you )?results?|in one session",
        "diagnosis": r"\bI diagnose\b|will diagnose|\bI treat (?:depression|disorders)\b",
        "medication": r"\bprescrib\w+ (?:medication|drugs|pills)",
    },
}


@dataclass(frozen=True, slots=True)
class Claim:
    """`kind` is promise, diagnosis or medication; `words` are those that were found."""

    kind: str
    words: str


def claims(text: str, language: Language) -> tuple[Claim, ...]:
    found = (
        (Claim(kind, hit.group()) for hit in re.finditer(pattern, text, re.IGNORECASE))
        for kind, pattern in PATTERNS[language].items()
    )
    return tuple(chain.from_iterable(found))
