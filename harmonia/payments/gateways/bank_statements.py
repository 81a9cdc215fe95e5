"""What a bank says of an account, in the text file that banks give to bookkeeping: 1CClientBankExchange.

The format: https://v8.1c.ru/edi/edi_stnd/100/101.htm. Banks of Kazakhstan name some of its lines in their own way
(ИИК for an account, СуммаРасход for what went out, ДатаОперации for its day); both are read. Nothing of a file is kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

LARGEST = 5 * 1024 * 1024  # bytes: a busy month has some ten thousand lines
MARK, END = "1CClientBankExchange", "КонецФайла"
BEGINS, ENDS = "секциядокумент", "конецдокумента"
DOS = "кодировка=dos"
NUMBER = ("номер", "номердокумента")
DAY = ("датасписано", "датаоперации", "дата", "датадокумента")
SUM = ("суммарасход", "сумма")
TO = ("получательиик", "получательсчет", "получательрасчсчет")
PURPOSE = "назначениеплатежа"


class NotAStatement(Exception):
    """It is no such file, it is cut short, or it is too large."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What left the account. `sum_kzt` may have tiyn; `purpose`: as it was typed at the bank."""

    number: str
    day: date
    sum_kzt: Decimal
    to: str
    purpose: str


def read(raw: bytes) -> list[Sent]:
    """What left the account, in the file's order; what it cannot say whole is passed over. Raises NotAStatement."""
    lines = [line.strip() for line in _text(raw).splitlines() if line.strip()]
    if not lines or lines[0] != MARK or lines[-1] != END:
        raise NotAStatement
    return [sent for document in _documents(lines) if (sent := _sent(document)) is not None]


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST or b"\0" in raw:
        raise NotAStatement
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        dos = raw.decode("cp866")  # either says every byte; the file names which of them is meant
        return dos if DOS in dos.casefold() else raw.decode("cp1251", errors="replace")


def _documents(lines: list[str]) -> Iterator[Mapping[str, str]]:
    document: dict[str, str] | None = None
    for line in lines:
        key, _, value = line.partition("=")
        name = key.strip().casefold()
        if name == BEGINS:
            document = {}
        elif name == ENDS:
            if document is not None:
                yield document
            document = None
        elif document is not None and value.strip():
            document.setdefault(name, value.strip())


def _sent(document: Mapping[str, str]) -> Sent | None:
    number, day, said, to = (_first(document, names) for names in (NUMBER, DAY, SUM, TO))
    try:
        of_month, month, year = (int(part) for part in day.split("."))
        on, sum_kzt = date(year, month, of_month), Decimal(re.sub(r"\s", "", said).replace(",", "."))
    except (ValueError, InvalidOperation):
        return None
    if not (number and to and sum_kzt.is_finite() and sum_kzt > 0):
        return None
    return Sent(number, on, sum_kzt, to.replace(" ", "").upper(), document.get(PURPOSE, ""))


def _first(document: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((document[name] for name in names if name in document), "")
