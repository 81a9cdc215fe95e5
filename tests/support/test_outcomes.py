"""What follows from a letter, by who wrote it and what it asks."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from harmonia.accounts.models import Person
from harmonia.support import operations
from harmonia.support.models import Letter
from harmonia.support.states import LetterState, Proof, Standing
from tests.factories import NOW
from tests.support.conftest import agreed
from tests.support.writing import compose, signed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Receive = Callable[..., Letter]
Outgoing = Callable[..., list[EmailMessage]]

EVERYTHING = "Отзываю согласие на обработку персональных данных."
MARKETING = "Отпишите меня от рассылки, пожалуйста."


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage) -> str:
    return text_of(letter).split("/letters/")[1].split("/")[0]


def test_a_proved_letter_of_a_client_withdraws_at_once_with_a_number_and_seven_days_to_undo(
    aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    before = agreed(aigerim)
    letter = receive(signed(compose(EVERYTHING)))
    assert (letter.state, letter.proof, letter.standing) == (
        LetterState.DONE, Proof.DKIM, Standing.PROVED_KNOWN,
    )  # fmt: skip
    assert before - agreed(aigerim) == {"service", "marketing_email", "marketing_sms"}
    assert letter.request_id is not None
    [reply] = outgoing()
    assert reply["To"] == "aigerim@example.kz"
    assert reply["In-Reply-To"] in signed(compose(EVERYTHING)).decode() or reply["In-Reply-To"]
    operations.use(token=link_in(reply), at=NOW + timedelta(days=6))
    assert agreed(aigerim) == before
