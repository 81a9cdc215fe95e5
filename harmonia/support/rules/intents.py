"""What a free letter asks for, by the words of stems.py. Where there is doubt, there is a person: a letter that this
misreads must do less than was meant, never more. Nothing else is looked for in it.
"""

import re
from dataclasses import dataclass
from functools import cache

from harmonia.support.rules import stems
from harmonia.support.rules.stems import Stems
from harmonia.support.states import Intent

LONGEST_WEIGHED = 3000  # characters; who writes more than that is read by a person
SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+")
WORD = re.compile(r"[\w'’-]+")
KAZAKH = frozenset("әғқңөұүһі")
# What may be asked for in one letter without contradiction, and what then is done.
TOGETHER = (frozenset({Intent.WITHDRAW_EVERYTHING, Intent.ERASURE}),)


@dataclass(frozen=True)
class Understood:
    """`intents` in the order of the table; `doubt`: why a person must look, or nothing."""

    intents: tuple[Intent, ...]
    doubt: str = ""


def understand(subject: str, own_words: str) -> Understood:
    if re.match(r"\s*(?:fwd?|пересл|вложено|қайта жіб)", subject, re.IGNORECASE):
        return Understood((Intent.UNCLEAR,), "forwarded")
    said = f"{_bare(subject)}\n{own_words}".strip()
    if not said:
        return Understood((Intent.UNCLEAR,), "empty")
    if len(said) > LONGEST_WEIGHED:
        return Understood((Intent.UNCLEAR,), "long")
    found: set[Intent] = set()
    for sentence in filter(None, SENTENCE.split(said)):
        meant, doubt = _weigh(sentence)
        if doubt:
            return Understood((Intent.UNCLEAR,), doubt)
        found |= meant
    return _settled(found)


def _bare(subject: str) -> str:
    """An answer's subject is the words of the letter that it answers."""
    return "" if re.match(r"\s*(?:re|aw|на|отв|ответ|жауап)\s*(?:\[\d+\])?\s*:", subject, re.IGNORECASE) else subject


def _settled(found: set[Intent]) -> Understood:
    if Intent.WITHDRAW_EVERYTHING in found:
        found = found - {Intent.WITHDRAW_MARKETING}  # the wider holds the narrower
    if not found:
        return Understood((Intent.OTHER,))
    if len(found) == 1 or frozenset(found) in TOGETHER:
        return Understood(tuple(intent for intent in Intent if intent in found))
    return Understood((Intent.UNCLEAR,), "several")


def _weigh(sentence: str) -> tuple[set[Intent], str]:
    words = [word.casefold().replace("ё", "е").replace("’", "'") for word in WORD.findall(sentence)]
    found = {
        intent
        for intent, sayings in stems.SAYINGS.items()
        if any(all(_meets(words, group) for group in saying) for saying in sayings)
    }
    found = _narrowed(words, found)
    if not found or found == {Intent.COMPLAINT}:
        return found, ""
    if _meets(words, stems.ASKING) or (stems.QUESTION in sentence and found != {Intent.INFORMATION}):
        return set(), "question"
    if _turned_round(words, found):
        return set(), "negation"
    return found, ""


def _narrowed(words: list[str], found: set[Intent]) -> set[Intent]:
    """ "I withdraw my consent to the newsletter" is about the newsletter alone."""
    if {Intent.WITHDRAW_EVERYTHING, Intent.WITHDRAW_MARKETING} <= found and not _meets(words, stems.EVERYTHING):
        found = found - {Intent.WITHDRAW_EVERYTHING}
    if Intent.WITHDRAW_MARKETING in found and _meets(words, stems.MARKETING):
        found = found - {Intent.ERASURE}  # "remove my address from the mailing list"
    return found


def _turned_round(words: list[str], found: set[Intent]) -> bool:
    """A "not" may say the contrary; only of two intents it is part."""
    if found <= {Intent.NOT_ME, Intent.WITHDRAW_MARKETING}:
        return Intent.WITHDRAW_MARKETING in found and _double_negation(words)
    return _meets(words, stems.NEGATION) or any(_kazakh_contrary(word) for word in words)


def _double_negation(words: list[str]) -> bool:
    """ "Do not unsubscribe me", "do not stop the newsletter"."""
    return any(
        word in ("не", "not", "don't", "dont", "never") and _meets(words[at + 1 : at + 3], stems.UNSUBSCRIBE)
        for at, word in enumerate(words)
    ) or any(re.match(r"(?:тоқтатпа|шығарма|бас тартпа)", word) for word in words)


VERBS = (
    "өшір", "жой", "қайтар", "тоқтат", "бұғатта", "блокта", "түзет", "өзгерт", "жібер", "шекте", "жаңарт", "ауыстыр",
)  # fmt: skip
CONTRARY = re.compile(rf"(?:{'|'.join(VERBS)}){stems.KAZAKH_NOT}")


def _kazakh_contrary(word: str) -> bool:
    return CONTRARY.match(word) is not None


@cache
def _pattern(group: Stems) -> re.Pattern[str]:
    alternatives = (re.escape(stem[1:]) + r"(?= |$)" if stem.startswith("=") else re.escape(stem) for stem in group)
    return re.compile(rf"(?:^| )(?:{'|'.join(alternatives)})")


def _meets(words: list[str], group: Stems) -> bool:
    return _pattern(group).search(" ".join(words)) is not None


def language(text: str) -> str:
    """In which language to answer whoever wrote it."""
    low = text.casefold()
    if KAZAKH & set(low):
        return "kk"
    return "ru" if re.search("[а-яё]", low) else "en"
