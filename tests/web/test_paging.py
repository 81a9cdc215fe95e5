"""A list of a million rows: its first ten thousand are turned page by page, and that there are more is said."""

import pytest
from django.core.paginator import EmptyPage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harmonia.accounts.models import Person
from harmonia.web import paging
from tests import factories


@pytest.mark.parametrize(("rows", "count", "cut"), [(0, 0, False), (3, 3, False), (4, 3, True), (9, 3, True)])
def test_no_more_than_the_most_is_counted(monkeypatch: pytest.MonkeyPatch, rows: int, count: int, cut: bool) -> None:
    monkeypatch.setattr(paging, "MOST_ROWS", 3)
    pages = paging.Paginator(list(range(rows)), 2)
    assert (pages.count, pages.is_cut) == (count, cut)
    assert pages.get_page(99).number == max(1, pages.num_pages), "whoever asks for a page beyond gets the last"
    with pytest.raises(EmptyPage):
        pages.page(3)


@pytest.mark.django_db(databases=["default", "keys"])
def test_the_database_counts_no_further_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for make in (factories.aigerim, factories.zoe, factories.boris, factories.vera):
        make()
    monkeypatch.setattr(paging, "MOST_ROWS", 2)
    pages = paging.Paginator(Person.objects.order_by("pk"), 1)
    with CaptureQueriesContext(connection) as sent:
        assert (pages.count, pages.is_cut, pages.num_pages) == (2, True, 2)
    assert len(sent) == 1
    assert "LIMIT 3" in sent[0]["sql"]
    assert len(pages.page(2)) == 1
