"""What a question should not ask: the special categories that are never held (4.5), and who somebody is. The list warns
whoever writes and whoever approves; a person decides.
"""

import re
from dataclasses import dataclass

from harmonia.policy import LANGUAGES
from harmonia.surveys.rules.questions import Paper, Question, texts_of

PATTERNS: dict[str, dict[str, str]] = {
    "ru": {
        "origin": r"\bрас[аыеу]\b|расов\w+|национальност\w*|этнич\w*|этнос\w*|\bнаци[яию]\b",
        "politics": r"полити\w*|парти[яию]\b|голосовал\w*|выбор(?:ы|ах) президент\w*",
        "religion": r"религи\w*|вероисповедан\w*|вер(?:ите|уете) (?:ли )?(?:вы )?в бога|мусульман\w*|христиан\w*|"
        r"намаз\w*|церк(?:овь|ви)|мечет\w*|философск\w+ убежден\w*|убеждени\w*",
        "intimate": r"интимн\w*|сексуальн\w*|\bсекс\w*|половой жизн\w*|ориентаци\w*",
        "identity": r"\bваш[еи]? (?:имя|фамили\w*|адрес|телефон\w*|почт\w*)|\bИИН\b|место работы|e-?mail",
    },
    "kk": {
        "origin": r"нәсіл\w*|ұлтыңыз\w*|\bұлты\b|этникалық\w*|руыңыз\w*|\bжүз(?:і|іңіз)\b",
        "politics": r"саяси\w*|саясат\w*|партия\w*|дауыс берді\w*",
        "religion": r"\bдін\w*|діни\w*|намаз\w*|мешіт\w*|шіркеу\w*|құдай\w*|философиялық көзқарас\w*",
        "intimate": r"интимдік\w*|жыныстық\w*|секс\w*",
        "identity": r"\b(?:аты-жөніңіз|есіміңіз|мекенжайыңыз|телефоныңыз|поштаңыз)\w*|\bЖСН\b|жұмыс орныңыз\w*",
    },
    "en": {
        "origin": r"\brac(?:e|ial)\b|ethnic\w*|nationality",
        "politics": r"politic\w*|which party|\bvot(?:e|ed|ing)\b",
        "religion": r"religio\w*|faith|\bpray\w*|mosque|church|philosophical belief\w*",
        "intimate": r"intimate|sex life|sexual\w*|orientation",
        "identity": r"your (?:name|surname|address|phone|e-?mail)|\bIIN\b|your employer",
    },
}


@dataclass(frozen=True, slots=True)
class Warned:
    """`question`: its key. `kind`: origin, politics, religion, intimate or identity. `words`: those that were found."""

    question: str
    kind: str
    words: str


def warnings(written: Paper) -> tuple[Warned, ...]:
    return tuple(found for one in written.questions for found in warnings_of(one))


def warnings_of(one: Question) -> tuple[Warned, ...]:
    return tuple(
        Warned(one.key, kind, hit.group())
        for text in texts_of(one)
        for code in LANGUAGES
        for kind, pattern in PATTERNS[code].items()
        for hit in re.finditer(pattern, text.in_language(code), re.IGNORECASE)
    )
