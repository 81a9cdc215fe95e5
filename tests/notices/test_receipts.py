"""After an answer a letter brings the checkpoint that holds it: whoever keeps the letter can hold us to it."""

import pytest
import rfc8785

from harmonia.consent import queries as consents
from harmonia.journal import operations as journal
from harmonia.journal import queries as entries
from harmonia.journal import rules
from harmonia.notices import operations, tasks
from tests.journal.test_journal import append, seal_all
from tests.notices.conftest import NOW, agree, edition, folder, letters, part, person  # noqa: F401
from tests.notices.test_letters import TELLTALE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture
def aigerim(edition: None):
    return person()


def told(aigerim) -> int:
    sent = operations.tell_receipts(person_id=aigerim.pk, at=NOW)
    return len([operations.deliver(notice_id=notice.pk, at=NOW) for notice in sent])


def test_the_letters_line_and_the_receipt_are_of_one_journal(aigerim, folder) -> None:
    agree(aigerim, "research")
    seal_all()
    journal.checkpoint(NOW)
    assert told(aigerim) == 1
    [letter] = letters(folder)
    line = next(line for line in part(letter, "plain").splitlines() if line.startswith('{"signature"'))
    receipt = rfc8785.dumps(consents.proved_receipt(consents.last_answer(aigerim.pk)))
    assert "past" in rules.verify(receipt, checkpoint=line.encode()).proved
    assert rules.verify(receipt, checkpoint=line.replace('"size":', '"size":1').encode()).faults == ("past",)
    assert TELLTALE.findall(part(letter, "plain")) == []
    assert [word for word in ("Aigerim", "research", str(aigerim.pk)) if word in letter.as_string()] == []


def test_several_answers_share_one_letter_and_a_later_one_brings_another(aigerim, folder) -> None:
    agree(aigerim, "research")
    agree(aigerim, "marketing_email")
    seal_all()
    journal.checkpoint(NOW)
    assert [told(aigerim), told(aigerim)] == [1, 0]
    agree(aigerim, "marketing_sms")
    append(1)
    seal_all()
    journal.checkpoint(NOW)
    assert told(aigerim) == 1
    assert len(letters(folder)) == 2


def test_the_job_waits_for_the_seal_and_tells_nobody_of_nothing(aigerim, folder) -> None:
    assert told(aigerim) == 0
    agree(aigerim, "research")
    with pytest.raises(entries.NotSealed):
        tasks.tell_receipts(str(aigerim.pk))
    assert letters(folder) == []
