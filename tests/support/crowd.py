"""Letters by the hundred, the same for the same seed: true ones, forged ones, broken ones, copies, machines; three
languages. Each comes with what it is, so that what became of it can be judged.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.factories import NOW
from tests.support.writing import BAD_IP, GOOD_IP, compose, delivered, signed

ASKED = {
    "withdrawal": ("Отзываю своё согласие.", "Келісімімді кері қайтарып аламын.", "I withdraw my consent."),
    "marketing": ("Отпишите меня от рассылки.", "Маған жарнама жібермеңіз.", "Unsubscribe me from the newsletter."),
    "erasure": ("Удалите мой аккаунт.", "Деректерімді өшіріңіз.", "Delete my account and all my data."),
    "information": (
        "Какие данные обо мне вы храните?", "Менің деректерімнің көшірмесін жіберіңіз.", "Send me a copy of my data.",
    ),
    "blocking": ("Заблокируйте мои данные.", "Деректерімді бұғаттаңыз.", "Restrict the processing of my data."),
    "other": ("Не могу войти в кабинет.", "Сессияға кіре алмадым.", "The page does not open."),
}  # fmt: skip
QUOTED = "\r\n\r\n> Отзываю согласие\r\n> I withdraw my consent\r\n"
CHARSETS = ("utf-8", "windows-1251", "koi8-r", "iso-8859-1", "utf-16", "x-unknown", "utf-7")


@dataclass(frozen=True)
class Case:
    """`about`: the address that it bears. `true`: it is his. `asks`: a key of ASKED, or nothing that counts."""

    raw: bytes
    kind: str
    about: str
    true: bool = False
    asks: str = ""


def letters(
    number: int, *, writers: list[str], victims: list[str], seed: int = 1, at: datetime = NOW
) -> Iterator[Case]:
    """`writers` write true letters; in the name of `victims` nothing but forgeries is sent."""
    dice, past = random.Random(seed), []
    for _ in range(number):
        case = dice.choices(KINDS, WEIGHTS)[0](dice, dice.choice(writers), dice.choice(victims), at)
        if case is None or (case.kind == "copy" and not past):
            case = _true(dice, dice.choice(writers), "", at)
        if case.kind == "copy":
            case = dice.choice(past)
            case = Case(case.raw, "copy", case.about)
        past.append(case)
        yield case


def _words(dice: random.Random, asks: str = "") -> tuple[str, str]:
    asks = asks or dice.choice(tuple(ASKED))
    return asks, dice.choice(ASKED[asks]) + (QUOTED if dice.random() < 0.2 else "")


def _true(dice: random.Random, writer: str, victim: str, at: datetime) -> Case:
    asks, text = _words(dice, dice.choice(("withdrawal", "marketing", "information", "blocking", "other")))
    raw = compose(text, sender=writer, at=at, subject=dice.choice(("", "Вопрос", "Сұрақ", "Hello")))
    raw = signed(raw) if dice.random() < 0.5 else delivered(raw, mail_from=writer)
    return Case(raw, "true", writer, True, asks)


def _forged(dice: random.Random, writer: str, victim: str, at: datetime) -> Case:
    """Every way of looking like her that the sender has in his hand."""
    asks, text = _words(dice)
    raw = compose(text, sender=victim, at=at)
    own = b"Authentication-Results: mx.harmonia.kz; dmarc=pass header.from=example.kz\r\n"
    ways = (
        lambda: raw,
        lambda: signed(raw, domain="evil.kz"),
        lambda: signed(raw, domain="example.kz", by="evil.kz"),
        lambda: delivered(signed(raw, domain="evil.kz"), ip=BAD_IP, mail_from="eve@evil.kz"),
        lambda: delivered(raw, ip=BAD_IP, mail_from=victim),
        lambda: delivered(delivered(raw, ip=GOOD_IP, mail_from=victim), ip=BAD_IP, mail_from="eve@evil.kz"),
        lambda: delivered(own + raw, ip=BAD_IP),
        lambda: (
            b"From: " + victim.encode() + b"\r\n" + signed(compose(text, sender="eve@evil.kz", at=at), domain="evil.kz")
        ),
        lambda: signed(raw).replace(text.split("\r\n")[0].encode()[:4], b"XXXX") + b"x",
        lambda: signed(compose(text, sender=victim, to="shop@example.com", at=at)),
        lambda: b"Cc: help@harmonia.kz\r\n" + signed(compose(text, sender=victim, to="shop@example.com", at=at)),
        lambda: signed(compose(text, sender=victim, at=at - timedelta(days=30))),
        lambda: signed(raw, length=True) + text.encode(),
        lambda: signed(compose(text, sender="eve@evil.kz", at=at, Reply_To=victim, Sender=victim), domain="evil.kz"),
        lambda: compose(text, sender="P@x.kz", at=at).replace(b"P@x.kz", f'"{victim}" <eve@evil.kz>'.encode()),
    )
    return Case(dice.choice(ways)(), "forged", victim, asks=asks)


def _machine(dice: random.Random, writer: str, victim: str, at: datetime) -> Case:
    name, value = dice.choice(
        (("Auto_Submitted", "auto-replied"), ("Precedence", "bulk"), ("List_Id", "<l.kz>"), ("X_Autoreply", "yes"))
    )
    return Case(signed(compose(_words(dice)[1], sender=victim, at=at, **{name: value})), "machine", victim)


def _broken(dice: random.Random, writer: str, victim: str, at: datetime) -> Case:
    """What no honest program writes."""
    raw = compose(_words(dice)[1], sender=victim, at=at)
    cut = dice.randrange(1, len(raw))
    ways = (
        lambda: raw[:cut],
        lambda: raw[:cut] + dice.randbytes(40) + raw[cut:],
        lambda: dice.randbytes(dice.randrange(1, 400)),
        lambda: raw.replace(b"charset=\"utf-8\"", f'charset="{dice.choice(CHARSETS)}"'.encode()),
        lambda: raw.replace(b"Subject: ", b"Subject: =?utf-8?B?" + dice.randbytes(9).hex().encode() + b"?= "),
        lambda: raw.replace(b"From: ", b"From: =?x?q?" + b"=" * 50 + b"?= "),
        lambda: raw.replace(b"Content-Type: text/plain", b"Content-Type: multipart/mixed; boundary=" + b"b" * 90),
        lambda: b"Subject:" + b"\r\n " * 300 + raw,
        lambda: raw.replace(b"\r\n", b"\n"),
        lambda: raw.replace(b"\r\n", b"\r"),
        lambda: b"\r\n\r\n" + raw,
    )  # fmt: skip
    return Case(dice.choice(ways)() or b"x", "broken", victim)


def _stranger(dice: random.Random, writer: str, victim: str, at: datetime) -> Case:
    raw = compose(_words(dice)[1], sender=f"s{dice.randrange(50)}@evil.kz", at=at)
    return Case(signed(raw, domain="evil.kz") if dice.random() < 0.5 else raw, "stranger", "")


def _large(dice: random.Random, writer: str, victim: str, at: datetime) -> Case:
    files = tuple((f"{n}.bin", dice.randbytes(200_000)) for n in range(2))
    return Case(compose(_words(dice)[1], sender=victim, at=at, files=files), "large", victim)


def _copy(dice: random.Random, writer: str, victim: str, at: datetime) -> Case:
    return Case(b"", "copy", "")


KINDS = (_true, _forged, _machine, _broken, _stranger, _large, _copy)
WEIGHTS = (22, 34, 8, 14, 9, 1, 12)
