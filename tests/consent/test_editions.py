"""Every published state of the register stays readable, with its hash; a new one appears when anything is new."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from harmonia import policy
from harmonia.consent import operations, queries
from harmonia.consent.models import EditionText

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LATER = datetime(2027, 1, 31, 20, 30, tzinfo=UTC)  # already the first of February in Almaty


def test_a_migrated_database_holds_the_first_edition():
    edition = queries.current_edition()
    assert (edition.number, edition.register_sha256) == (1, policy.register_sha256())
    assert edition.register == policy.as_data()
    stored = {(text.key, text.language): text.sha256 for text in edition.texts.all()}
    assert stored == {
        (key, language): policy.render(key, language).sha256
        for key in policy.document_keys()
        for language in policy.LANGUAGES
    }


def test_the_same_register_is_not_published_twice():
    assert operations.publish_edition(LATER) is None
    assert len(queries.editions()) == 1


def test_a_changed_operator_makes_a_new_edition_and_keeps_the_old(settings):
    old = queries.text(edition=1, key="privacy", language="ru").text
    settings.OPERATOR = {"name": "ТЫНЫШТЫҚ", "bin": "123456789012"}
    edition = operations.publish_edition(LATER)
    assert (edition.number, edition.in_force_on) == (2, date(2027, 2, 1))
    assert "ТЫНЫШТЫҚ" in queries.text(edition=2, key="privacy", language="ru").text
    assert queries.text(edition=1, key="privacy", language="ru").text == old
    assert [each.number for each in queries.editions()] == [2, 1]
    assert queries.edition(3) is None


def test_a_text_is_found_by_the_hash_that_a_record_carries():
    document = policy.render("offer", "kk")
    found = queries.text_by_hash(document.sha256)
    assert (found.key, found.language, found.text) == ("offer", "kk", document.text)
    assert queries.text_by_hash("0" * 64) is None


def test_a_language_that_an_edition_lacks_is_shown_in_russian():
    assert queries.text(edition=1, key="offer", language="de").language == "ru"
    assert queries.text(edition=1, key="nothing", language="ru") is None
    assert EditionText.objects.filter(language="de").count() == 0


def test_an_answer_names_the_edition_that_was_in_force(settings, monkeypatch):
    from uuid import uuid4

    from harmonia.vault import operations as vault

    person_id = uuid4()
    vault.create_subject(person_id)
    said = {"person_id": person_id, "agreement": "research", "language": "ru", "method": "cabinet", "at": LATER}
    first = operations.grant(**said)
    settings.OPERATOR = {"name": "ТЫНЫШТЫҚ"}
    monkeypatch.setitem(policy.AGREEMENTS, "research", replace(policy.AGREEMENTS["research"], recipients=("hosting",)))
    operations.publish_edition(LATER)
    second = operations.grant(**said)
    assert (first.edition_id, second.edition_id) == (1, 2)
    assert [record.event for record in queries.history(person_id)] == ["given", "superseded", "given"]
