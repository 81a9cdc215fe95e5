"""The pages of clients and cases in a real browser: narrow and wide, light and dark, in Russian and Kazakh."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.specialists.models import Specialist
from tests.practice.scene import write
from tests.rooms.scene import agree
from tests.web.booking.test_looks import LOOKS, come_in, look

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_clients_and_notes(
    visit: Callable[..., Page],
    live_server: Any,
    aigerim: Person,
    boris: Person,
    practice: Specialist,
    language: str,
    width: int,
    theme: str,
) -> None:
    address = live_server.url
    agree(aigerim, practice, now())
    said = "Тұрақты ұйқы қалпына келіп жатыр, күнделік жүргізе бастады."
    note = write(boris, aigerim, parts={"said": said, "seen": said, "plan": said}, at=now())
    write(boris, aigerim, template="free", parts={"text": said}, at=now())
    page = come_in(visit, address, boris, language, width=width, theme=theme)
    pages = {
        "list": "/practice/clients/",
        "case": f"/practice/clients/{aigerim.pk}/",
        "note": f"/practice/notes/{note.pk}/",
        "crisis": f"/practice/clients/{aigerim.pk}/notes/crisis/",
    }
    look_of = f"{language}-{width}-{theme}"
    assert [
        one for name, path in pages.items() for one in look(visit, page, address, path, f"practice-{name}-{look_of}")
    ] == []
