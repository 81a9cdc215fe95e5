"""What a subject, a sender's name or an SMS of ours never says (row 11): whoever looks over the person's shoulder, or
shares his telephone, must not learn what the service is about. Beginnings of words, in small letters.
"""

REVEALING: tuple[str, ...] = (
    "психо", "психі", "психи", "терап", "депресс", "депрес", "тревог", "мазасыз", "консультац", "кеңесші",
    "душевн", "жан дүние", "паник", "үрей", "травм", "зависимост", "тәуелд", "кризис", "дағдарыс", "суицид",
    "диагноз", "сесси", "сеанс", "ментал", "эмоци",
    "psych", "therap", "counsel", "mental", "depress", "anxi", "panic", "trauma", "addict", "crisis", "suicid",
    "diagnos", "session", "emotion",
)  # fmt: skip


def revealing(words: str) -> tuple[str, ...]:
    """The beginnings that some word of the text has, in the table's order; none: it may stand on a locked screen."""
    said = words.casefold()
    return tuple(stem for stem in REVEALING if any(_begins(said, stem)))


def _begins(said: str, stem: str) -> list[bool]:
    """Only where a word begins: “обсессия” is no “сесси”."""
    starts = [at for at in range(len(said)) if said.startswith(stem, at)]
    return [True for at in starts if at == 0 or not said[at - 1].isalpha()]
