"""Somebody who would like to work here: his application waits in the verifiers' queue."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pikepdf

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.accounts.states import CLIENT
from harmonia.config.planting import people
from harmonia.specialists import operations, queries
from harmonia.vault import reading

SINCE = timedelta(days=4)
BORN_ON = date(1984, 3, 9)
STEPS: dict[str, Any] = {
    "person": {"full_name": "Нұрлан Серікұлы Әбдіров"},
    "education": [
        {"kind": "degree", "institution": "Казахский национальный университет имени аль-Фараби",
         "title": "Психология", "year_from": 2002, "year_to": 2007},
        {"kind": "further_training", "institution": "Институт практической психологии",
         "title": "Работа с горем и потерей", "year_from": 2024, "year_to": 2024},
    ],
    "practice": [
        {"place": "Центр «Тірек»", "role": "психолог", "starts_on": "2009-09-01", "ends_on": "2017-06-30"},
        {"place": "Частная практика", "role": "психолог", "starts_on": "2016-01-11", "ends_on": ""},
    ],
    "register": {"number": "DEMO-0900", "supervisor": "Мария Ким, раз в две недели, с 2019 года"},
    "page": {
        "sex": "m", "city": "shymkent", "time_zone": "Asia/Almaty", "languages": ["kk", "ru"],
        "methods": ["cbt", "act"], "topics": ["loss", "anxiety", "sleep"], "price_kzt": 13_000,
        "headline_ru": "Рядом, когда тяжело", "headline_kk": "Қиын кезде жаныңызда",
        "about_ru": "Семнадцать лет работаю с людьми, которые пережили потерю. Гарантирую результат за десять встреч.",
        "about_kk": "Он жеті жыл бойы жоғалтуды бастан кешкен адамдармен жұмыс істеймін.",
        "approach_ru": "Спрашиваю, слушаю и не тороплю. Договариваемся, чего хотим достичь.",
        "approach_kk": "Сұраймын, тыңдаймын, асықтырмаймын. Мақсатты бірге белгілейміз.",
    },
}  # fmt: skip
PAPERS = (("degree", "диплом.pdf"), ("practice", "справка-о-стаже.pdf"), ("further_training", "сертификат.pdf"))


def plant(at: datetime) -> None:
    applicant = people.person(
        "nurlan@example.kz", role=CLIENT, at=at - SINCE, name="Нұрлан", phone="+77010000031", language="ru",
        time_zone=people.ALMATY, age=42,
    )  # fmt: skip
    if queries.application_of(applicant.pk) is None:
        _apply(applicant, at - SINCE)


def _apply(applicant: Person, at: datetime) -> None:
    with reading.reading(policy.ACCESS, actor=applicant.pk):
        operations.begin(person_id=applicant.pk, language="ru", at=at)
        for step, told in STEPS.items():
            born_on = BORN_ON if step == "person" else None
            operations.write(person_id=applicant.pk, step=step, told=told, born_on=born_on, at=at)
        for kind, name in PAPERS:
            operations.upload(person_id=applicant.pk, kind=kind, name=name, content=_page(), at=at)
        operations.submit(person_id=applicant.pk, note="Готов прислать оригиналы по почте.", at=at)


def _page() -> bytes:
    """An empty sheet: the demonstration's papers say nothing."""
    sheet = pikepdf.new()
    sheet.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    sheet.save(out)
    return out.getvalue()
