"""Answers kept ready: three languages, blanks of ours alone, and the writer's own language when one is used."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest

from harmonia.accounts.models import Person
from harmonia.policy import Text
from harmonia.support import operations, queries
from harmonia.support.models import Letter, ReadyAnswer
from harmonia.support.permissions import Denied
from harmonia.support.rules import ready
from tests import factories
from tests.factories import NOW
from tests.support.test_pages import at
from tests.support.writing import compose, signed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Receive = Callable[..., Letter]
WORDS = Text(kk="Хатыңыз {number}: {site}", ru="Ваше письмо {number}: {site}", en="Your letter {number}: {site}")
FORM = {"title": "Sign-in", "kk": WORDS.kk, "ru": WORDS.ru, "en": WORDS.en}


@pytest.fixture
def olga(db: None) -> Person:
    return factories.olga(language="en")


def test_staff_write_change_and_remove_one(olga: Person) -> None:
    desk = at(olga)
    assert desk.post("/desk/letters/ready/new/", FORM).status_code == 302
    kept = ReadyAnswer.objects.get()
    assert (kept.title, kept.text, kept.written_by) == ("Sign-in", WORDS, olga.pk)
    path = f"/desk/letters/ready/{kept.pk}/"
    assert WORDS.kk in desk.get(path).content.decode()
    desk.post(path, FORM | {"ru": "Иначе"})
    kept.refresh_from_db()
    assert kept.text == replace(WORDS, ru="Иначе")
    assert desk.post(f"{path}drop/").status_code == 302
    assert (ReadyAnswer.objects.count(), desk.post(f"{path}drop/").status_code) == (0, 404)


@pytest.mark.parametrize(
    ("said", "fault"),
    [({"ru": ""}, "ru"), ({"kk": "{name}"}, "kk"), ({"en": "{number"}, "en"), ({"ru": "{0.__class__}"}, "ru")],
)
def test_what_could_not_be_filled_is_refused_beside_its_field(said: dict[str, str], fault: str, olga: Person) -> None:
    answer = at(olga).post("/desk/letters/ready/new/", FORM | said)
    assert set(answer.context["form"].errors) == {fault}
    assert ReadyAnswer.objects.count() == 0
    assert WORDS.en in answer.content.decode() or fault == "en"


def test_two_are_not_called_alike(olga: Person) -> None:
    desk = at(olga)
    desk.post("/desk/letters/ready/new/", FORM)
    assert set(desk.post("/desk/letters/ready/new/", FORM).context["form"].errors) == {"title"}
    assert ReadyAnswer.objects.count() == 1


def test_it_is_put_in_in_the_writers_language_and_sent_only_when_staff_send_it(
    aigerim: Person, olga: Person, receive: Receive, outgoing: Callable[..., list[EmailMessage]]
) -> None:
    answer = operations.write_ready(title="Sign-in", text=WORDS, by=olga, at=NOW)
    letter = receive(signed(compose("Не могу войти.")))
    assert letter.thread is not None
    filled = WORDS.ru.format(number=letter.thread.number, site="https://harmonia.kz/")
    desk, before = at(olga), len(outgoing())
    assert filled in desk.get(f"/desk/letters/{letter.pk}/?ready={answer.pk}").content.decode()
    opened = desk.post(f"/desk/letters/{letter.pk}/open/", {"purpose": "support", "ready": answer.pk}).content.decode()
    assert filled in opened
    assert "Не могу войти." in opened
    assert len(outgoing()) == before
    for odd in ("x", "", "999999", "²", "9" * 40):
        assert desk.get(f"/desk/letters/{letter.pk}/", {"ready": odd}).status_code == 200


def test_others_neither_read_nor_write_them(olga: Person) -> None:
    answer = operations.write_ready(title="Sign-in", text=WORDS, by=olga, at=NOW)
    dana = factories.dana()
    with pytest.raises(Denied):
        operations.write_ready(title="Mine", text=WORDS, by=dana, at=NOW)
    with pytest.raises(operations.UnknownBlank):
        operations.write_ready(title="Odd", text=replace(WORDS, ru="{email} {phone}"), by=olga, at=NOW)
    for stranger in (dana, factories.zoe(), factories.boris()):
        client = at(stranger)
        assert client.get("/desk/letters/ready/").status_code == 404
        assert client.post(f"/desk/letters/ready/{answer.pk}/drop/").status_code == 404
    assert queries.ready_answers() == [answer]


def test_what_is_put_in_is_not_looked_through_again() -> None:
    assert ready.filled("{number} {site} {x}", {"number": "{site}", "site": "S"}) == "{site} S {x}"
