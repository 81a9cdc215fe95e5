"""The same key gives the same stored answer; another body under the same key is refused; a failure stores nothing."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from harmonia.core import idempotency
from harmonia.core.models import StoredAnswer

pytestmark = pytest.mark.django_db


def test_the_second_request_gets_the_first_answer() -> None:
    person, calls = uuid4(), []

    def answer() -> dict[str, Any]:
        calls.append(1)
        return {"number": len(calls)}

    asked = {"slot": "10:00"}
    assert idempotency.once(person_id=person, key="k", request=asked, answer=answer) == {"number": 1}
    assert idempotency.once(person_id=person, key="k", request=asked, answer=answer) == {"number": 1}
    assert len(calls) == 1


def test_another_body_under_the_same_key_is_refused() -> None:
    person = uuid4()
    idempotency.once(person_id=person, key="k", request={"slot": 1}, answer=lambda: {})
    with pytest.raises(idempotency.KeyReused):
        idempotency.once(person_id=person, key="k", request={"slot": 2}, answer=lambda: {})


def test_another_person_may_use_the_same_key() -> None:
    for person in (uuid4(), uuid4()):
        assert idempotency.once(person_id=person, key="k", request={}, answer=lambda: {"ok": 1}) == {"ok": 1}


def test_a_refusal_stores_nothing() -> None:
    def refuse() -> dict[str, Any]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        idempotency.once(person_id=uuid4(), key="k", request={}, answer=refuse)
    assert not StoredAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_at_once_one_runs_and_all_get_its_answer() -> None:
    person = uuid4()

    def ask(number: int) -> dict[str, Any]:
        try:
            return idempotency.once(person_id=person, key="k", request={}, answer=lambda: {"by": number})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert len({answer["by"] for answer in answers}) == 1
    assert StoredAnswer.objects.count() == 1
