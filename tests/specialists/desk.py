"""An application as Nurlan fills it in, by the product's own operations, and a real clamd for his papers."""

import io
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pikepdf
from PIL import Image

from harmonia import policy
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.specialists import operations, queries
from harmonia.specialists.models import Application, Document
from harmonia.specialists.operations import Finding
from harmonia.vault import reading
from tests import factories
from tests.factories import NOW

BORN_ON = date(1985, 4, 12)
PERSON = {"full_name": "Нұрлан Серікұлы Әбдіров"}
STUDIES: list[dict[str, Any]] = [
    {"kind": "degree", "institution": "КазНУ", "title": "Психология", "year_from": 2003, "year_to": 2008},
    {"kind": "further_training", "institution": "АПК", "title": "Работа с горем", "year_from": 2024, "year_to": 2024},
]
PERIODS = [{"place": "Центр «Тірек»", "role": "психолог", "starts_on": "2010-09-01", "ends_on": ""}]
REGISTER = {"number": "П-2026-0042", "supervisor": "М. Ким, раз в две недели"}
PAGE: dict[str, Any] = {
    "sex": "m", "city": "almaty", "time_zone": "Asia/Almaty", "languages": ["kk", "ru"], "methods": ["cbt"],
    "topics": ["anxiety", "loss"], "price_kzt": 12_000, "headline_ru": "Спокойно и по делу",
    "about_ru": "Работаю с тревогой.", "approach_ru": "Слушаю и спрашиваю.",
}  # fmt: skip
STEPS: dict[str, Any] = {
    "person": PERSON, "education": STUDIES, "practice": PERIODS, "register": REGISTER, "page": PAGE,
}  # fmt: skip


def nurlan(**changes: Any) -> Person:
    """A client who would like to work here: his addresses are proved."""
    return factories.entered("Nurlan", states.CLIENT, number=8, **{"age": 41, **changes})


def open_as(person: Person) -> Any:
    return reading.reading(policy.ACCESS, actor=person.pk)


def begun(person: Person, /, *, at: datetime = NOW, **steps: Any) -> Application:
    """A draft with every step filled in; a step that is None is left empty."""
    with open_as(person):
        application = operations.begin(person_id=person.pk, language="ru", at=at)
        for step, told in (STEPS | steps).items():
            if told is not None:
                born_on = BORN_ON if step == "person" else None
                application = operations.write(person_id=person.pk, step=step, told=told, born_on=born_on, at=at)
    return application


def send(person: Person, kind: str = "degree", content: bytes | None = None, name: str = "диплом.pdf") -> Document:
    return operations.upload(person_id=person.pk, kind=kind, name=name, content=content or pdf(), at=NOW)


def submitted(person: Person, /, *, at: datetime = NOW, note: str = "", **steps: Any) -> Application:
    begun(person, at=at, **steps)
    for kind in ("degree", "practice"):
        send(person, kind)
    with open_as(person):
        return operations.submit(person_id=person.pk, note=note, at=at)


def findings(*lacking: str, at: datetime = NOW) -> list[Finding]:
    return [
        Finding(criterion=each.key, is_met=each.key not in lacking, reason="Видно из диплома")
        for each in policy.asked_on(at.date())
    ]


def decided(
    application: Application, by: Person, outcome: str, found: Iterable[Finding] | None = None, at: datetime = NOW
) -> Application:
    with reading.reading(policy.VERIFICATION, actor=by.pk):
        return operations.decide(
            application_id=application.pk, outcome=outcome, findings=findings() if found is None else found,
            words="Спасибо, всё понятно", by=by, at=at,
        )  # fmt: skip


def approved(person: Person, by: Person) -> Application:
    application = submitted(person)
    operations.assign(application_id=application.pk, to=by, by=by, at=NOW)
    return decided(application, by, "approved")


def state_of(person: Person) -> str:
    found = queries.application_of(person.pk)
    assert found is not None
    return found.state


def pdf(pages: int = 1) -> bytes:
    paper = pikepdf.new()
    for _ in range(pages):
        paper.add_blank_page(page_size=(200, 200))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(out, form, **options)
    return out.getvalue()
