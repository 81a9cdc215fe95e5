"""What Boris wrote down of his work with Aigerim, and what a colleague asks him."""

from datetime import datetime, timedelta

from harmonia.accounts.models import Person
from harmonia.practice import operations as practice
from harmonia.specialists.models import Specialist

SLEEP = {
    "said": "Засыпает за полчаса, раньше за два. Утром тревоги меньше.",
    "seen": "Говорит спокойнее, шутит. Дневник сна ведёт каждый день.",
    "understood": "Тревога вечером держится на проверке рабочей почты.",
    "plan": "Неделю без почты после девяти; сравнить записи.",
}
FIRST = {
    "request": "Не спит перед сдачей проектов, тревога по вечерам.",
    "background": "Раньше к психологу не обращалась. Поддерживает сестра.",
    "agreed": "Раз в две недели, шесть встреч, КПТ; затем решим, продолжать ли.",
}
ASKED = practice.Deidentified(
    title="Тревога перед сном",
    question="Когда переходить от дневника к сокращению времени в постели?",
    text="Три месяца работаем со сном, дневник ведётся. Засыпание стало легче, ранние пробуждения остались.",
    age_band="35_44",
)


def plant(at: datetime, *, client: Person, specialist: Specialist, colleague: Specialist) -> None:
    author = specialist.person
    if author is None or colleague.person is None:
        return
    for template, parts, days in (("first_meeting", FIRST, 42), ("soap", SLEEP, 7)):
        written_at = at - timedelta(days=days)
        practice.write(author=author, client_id=client.pk, template=template, parts=parts, at=written_at)
    practice.ask(
        asker=colleague.person, supervisor_id=specialist.pk, case=ASKED, looked=True, at=at - timedelta(days=1)
    )
