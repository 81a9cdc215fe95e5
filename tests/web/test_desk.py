"""What the desk says on every page to those who answer for it."""

import pytest
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts.states import OWNER
from harmonia.journal import operations as journal
from harmonia.journal import queries
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
WORDS = "its past was changed"


def audited(findings: int) -> None:
    journal.record(queries.AUDITED, subject=None, actor=None, at=now(), findings=findings)


def page_of(person, path: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(path).content.decode()


def test_findings_of_the_audit_are_shown_to_the_owner_and_the_privacy_officer_until_it_is_clean():
    owner, pavel = factories.entered("Owner", OWNER, number=8, language="en"), factories.pavel(language="en")
    audited(0)
    assert WORDS not in page_of(owner, "/desk/")
    audited(2)
    assert [f"found 2 signs that {WORDS}" in page_of(*one) for one in ((owner, "/desk/"), (pavel, "/me/data/"))] == [
        True,
        True,
    ]
    audited(0)
    assert WORDS not in page_of(owner, "/desk/")


def test_others_are_not_shown_them():
    audited(1)
    for make, path in ((factories.olga, "/desk/"), (factories.dana, "/me/data/"), (factories.zoe, "/me/")):
        page = page_of(make(language="en"), path)
        assert WORDS not in page
