"""What follows from a letter, by who wrote it and what it asks."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.privacy.models import Request
from harmonia.privacy.states import RequestKind
from harmonia.support import operations
from harmonia.support.models import Letter, Link, Reply
from harmonia.support.rules import limits, outcomes
from harmonia.support.states import Intent, LetterState, Proof, ReplyKind, Standing
from tests.factories import NOW
from tests.support.conftest import agreed
from tests.support.writing import BAD_IP, compose, delivered, signed
from tests.support.zone import NameServer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Receive = Callable[..., Letter]
Outgoing = Callable[..., list[EmailMessage]]

EVERYTHING = "Отзываю согласие на обработку персональных данных."
MARKETING = "Отпишите меня от рассылки, пожалуйста."
NEWS = {"marketing_email", "marketing_sms"}


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage) -> str:
    return text_of(letter).split("/letters/")[1].split("/")[0]


def kinds() -> list[str]:
    return list(Request.objects.order_by("opened_at", "serial").values_list("kind", flat=True))


def test_a_proved_letter_withdraws_at_once_with_a_number_and_seven_days_to_undo(
    aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    before, raw = agreed(aigerim), signed(compose(EVERYTHING))
    letter = receive(raw)
    assert (letter.state, letter.proof, letter.standing) == (LetterState.DONE, Proof.DKIM, Standing.PROVED_KNOWN)
    assert before - agreed(aigerim) == {"service", *NEWS}
    request = Request.objects.get()
    assert (request.kind, letter.request_id) == (RequestKind.WITHDRAWAL, request.pk)
    [reply] = outgoing()
    assert (reply["To"], reply["Auto-Submitted"]) == ("aigerim@example.kz", "auto-replied")
    assert reply["In-Reply-To"].encode() in raw
    assert request.number in text_of(reply)
    operations.use(token=link_in(reply), at=NOW + timedelta(days=6))
    assert agreed(aigerim) == before


def test_the_undoing_has_its_day_and_works_once(aigerim: Person, receive: Receive, outgoing: Outgoing) -> None:
    receive(signed(compose(EVERYTHING)))
    token = link_in(outgoing()[0])
    after = agreed(aigerim)
    for moment in (NOW + limits.UNDO_WITHIN, NOW + timedelta(days=30)):
        with pytest.raises(operations.UnknownLink):
            operations.use(token=token, at=moment)
    assert agreed(aigerim) == after
    operations.use(token=token, at=NOW)
    for spoilt in (token, token[:-1] + ("A" if token[-1] != "A" else "B"), "x", token.replace(":", "")):
        with pytest.raises(operations.UnknownLink):
            operations.use(token=spoilt, at=NOW)


def test_the_undoing_overrides_no_answer_that_came_after_it(
    aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    receive(signed(compose(EVERYTHING)))
    token = link_in(outgoing()[0])
    said = {"person_id": aigerim.pk, "language": "ru", "method": "cabinet"}
    consent.refuse(agreement="marketing_sms", at=NOW + timedelta(hours=1), **said)
    operations.use(token=token, at=NOW + timedelta(hours=2))
    assert agreed(aigerim) & NEWS == {"marketing_email"}


def test_looking_at_a_link_changes_nothing(aigerim: Person, receive: Receive, outgoing: Outgoing, client: Any) -> None:
    """Programs that guard mailboxes open every link."""
    receive(compose(EVERYTHING))
    token, before = link_in(outgoing()[0]), agreed(aigerim)
    answer = client.get(f"/letters/{token}/")
    assert answer.status_code == 200
    assert agreed(aigerim) == before
    assert client.post(f"/letters/{token}/").status_code == 200
    assert "service" in before
    assert "service" not in agreed(aigerim)
    assert client.post(f"/letters/{token}/").status_code == client.get("/letters/x/").status_code == 404


def test_a_proved_letter_may_end_marketing_alone(aigerim: Person, receive: Receive, outgoing: Outgoing) -> None:
    before = agreed(aigerim)
    letter = receive(signed(compose(MARKETING)))
    assert (letter.state, before - agreed(aigerim)) == (LetterState.DONE, NEWS)
    [reply] = outgoing()
    operations.use(token=link_in(reply), at=NOW)
    assert agreed(aigerim) == before


def test_a_forged_withdrawal_ends_marketing_and_nothing_else_until_the_known_address_says_yes(
    aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    before = agreed(aigerim)
    letter = receive(delivered(compose(EVERYTHING), ip=BAD_IP))
    assert (letter.state, letter.proof, letter.standing) == (LetterState.AWAITING, "", Standing.CLAIMED_KNOWN)
    assert before - agreed(aigerim) == NEWS
    assert kinds() == []
    [reply] = outgoing()
    assert reply["To"] == "aigerim@example.kz"
    operations.use(token=link_in(reply), at=NOW + timedelta(days=1))
    letter.refresh_from_db()
    assert (letter.state, letter.proof, kinds()) == (LetterState.DONE, Proof.LINK, [RequestKind.WITHDRAWAL])
    assert "service" not in agreed(aigerim)


@pytest.mark.parametrize(
    "asked",
    ["Удалите мой аккаунт.", "Деректерімді өшіріңіз.", "Send me a copy of my data.", "Бұл мен емес, мен тіркелмедім.",
     "Заблокируйте мои данные.", "Исправьте мое имя, оно неверно."],
)  # fmt: skip
def test_a_forged_letter_opens_no_request(asked: str, aigerim: Person, receive: Receive) -> None:
    letter = receive(delivered(compose(asked), ip=BAD_IP))
    assert (letter.state, letter.request_id, kinds()) == (LetterState.AWAITING, None, [])
    assert "service" in agreed(aigerim)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("Удалите мой аккаунт.", RequestKind.ERASURE),
        ("Маған жеке деректерімнің көшірмесін жіберіңіз.", RequestKind.INFORMATION),
        ("My phone number is wrong, please correct it.", RequestKind.CORRECTION),
        ("Заблокируйте мои данные.", RequestKind.BLOCKING),
        ("Шағымым бар.", RequestKind.COMPLAINT),
        ("This is not my account, I never registered.", RequestKind.NOT_MINE),
    ],
)
def test_a_proved_letter_opens_a_request_of_its_kind(
    asked: str, kind: str, aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    letter = receive(signed(compose(asked)))
    assert (letter.state, kinds()) == (LetterState.DONE, [kind])
    assert Request.objects.get().number in text_of(outgoing()[0])


def test_withdrawal_and_erasure_in_one_letter_are_both_opened(aigerim: Person, receive: Receive) -> None:
    receive(signed(compose("Отзываю согласие и прошу удалить все мои данные.")))
    assert sorted(kinds()) == [RequestKind.ERASURE, RequestKind.WITHDRAWAL]


def test_an_erasure_by_letter_destroys_nothing_before_a_further_proof(aigerim: Person, receive: Receive) -> None:
    receive(signed(compose("Удалите мой аккаунт.")))
    assert Request.objects.get().state == "unproved"
    aigerim.refresh_from_db()
    assert aigerim.is_active


@pytest.mark.parametrize(
    "asked", ["Здравствуйте, не могу войти.", "Как отозвать согласие?", "", "Не удаляйте мой аккаунт."]
)
def test_what_is_not_understood_is_read_by_a_person(
    asked: str, aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    before = agreed(aigerim)
    letter = receive(signed(compose(asked)))
    assert (letter.state, agreed(aigerim), kinds()) == (LetterState.TO_LOOK, before, [])
    assert [reply["To"] for reply in outgoing()] == ["aigerim@example.kz"]
    assert letter.thread is not None
    assert letter.thread.number in outgoing()[0]["Subject"]


def test_a_strangers_proved_letter_gets_one_number_and_a_person(receive: Receive, outgoing: Outgoing) -> None:
    letters = [receive(signed(compose(EVERYTHING, sender="eve@evil.kz"), domain="evil.kz")) for _ in range(3)]
    assert {letter.state for letter in letters} == {LetterState.TO_LOOK}
    assert [reply["To"] for reply in outgoing()] == ["eve@evil.kz"]
    assert kinds() == []


def test_a_reply_ends_with_the_way_out_of_its_account(
    client: Client, aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    receive(signed(compose("Здравствуйте, не могу войти.")))
    [reply] = outgoing()
    last = text_of(reply).split()[-1]
    assert reply["List-Unsubscribe"].strip() == f"<{last}>"
    assert reply["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.post(last.removeprefix("https://harmonia.kz")).status_code == 200
    assert not {"marketing_email"} & agreed(aigerim)


def test_a_reply_to_a_stranger_names_no_list_and_says_what_ends_it(receive: Receive, outgoing: Outgoing) -> None:
    receive(signed(compose(EVERYTHING, sender="eve@evil.kz"), domain="evil.kz"))
    [reply] = outgoing()
    assert text_of(reply).split()[-1] == "https://harmonia.kz/unsubscribe/"
    assert (reply["List-Unsubscribe"], reply["List-Unsubscribe-Post"]) == (None, None)


def test_a_strangers_forged_letter_is_answered_to_nobody(receive: Receive, outgoing: Outgoing) -> None:
    letter = receive(delivered(compose(EVERYTHING, sender="victim@strict.kz"), ip=BAD_IP))
    assert (letter.state, letter.standing) == (LetterState.TO_LOOK, Standing.CLAIMED_STRANGER)
    assert outgoing() == []


def test_forgeries_do_not_make_us_write_to_a_person_without_end(
    aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    states = [receive(delivered(compose("Удалите мои данные."), ip=BAD_IP)).state for _ in range(6)]
    asked = limits.A_DAY_OF_CONFIRMATIONS
    assert states == [LetterState.AWAITING] * asked + [LetterState.TO_LOOK] * (6 - asked)
    assert len(outgoing()) == asked


def test_a_forged_end_of_what_there_is_not_is_answered_to_nobody(
    aigerim: Person, receive: Receive, outgoing: Outgoing
) -> None:
    receive(delivered(compose(MARKETING), ip=BAD_IP))
    assert len(outgoing()) == 1
    receive(delivered(compose(MARKETING), ip=BAD_IP))
    assert len(outgoing()) == 1


def test_a_second_copy_does_nothing(aigerim: Person, receive: Receive, outgoing: Outgoing) -> None:
    raw = signed(compose(EVERYTHING))
    first, same = receive(raw), receive(raw)
    again = receive(delivered(raw))
    assert same.pk == first.pk
    assert (again.state, len(kinds()), len(outgoing())) == (LetterState.DUPLICATE, 1, 1)


def test_a_signature_counts_once_whatever_is_written_around_it(aigerim: Person, receive: Receive) -> None:
    """A thief of her letter changes a line that is not signed and sends it again after she thought better of it."""
    raw = signed(compose(MARKETING), fields=(b"from", b"to", b"date", b"subject"))
    receive(raw)
    head, rest = raw.split(b"Message-ID: <", 1)
    replayed = receive(head + b"Message-ID: <x" + rest)
    assert replayed.state == LetterState.DUPLICATE


def test_a_forged_copy_that_comes_first_does_not_swallow_the_true_one(aigerim: Person, receive: Receive) -> None:
    raw = compose(EVERYTHING)
    assert receive(raw).state == LetterState.AWAITING
    assert receive(signed(raw)).state == LetterState.DONE
    assert "service" not in agreed(aigerim)


@pytest.mark.parametrize(
    "mark",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<l.example.kz>"}, {"X_Autoreply": "yes"},
     {"Return_Path": "<>"}],
)  # fmt: skip
def test_machines_are_not_answered(mark: dict[str, str], aigerim: Person, receive: Receive, outgoing: Outgoing) -> None:
    before = agreed(aigerim)
    letter = receive(signed(compose(EVERYTHING, **mark)))
    assert (letter.state, agreed(aigerim), outgoing()) == (LetterState.AUTOMATIC, before, [])


def test_our_own_letter_that_comes_round_is_not_answered(receive: Receive, outgoing: Outgoing) -> None:
    assert receive(compose(EVERYTHING, sender="help@harmonia.kz")).state == LetterState.AUTOMATIC
    assert outgoing() == []


def test_who_asks_for_no_automatic_answers_gets_none(receive: Receive, outgoing: Outgoing) -> None:
    raw = compose("Hello", sender="eve@evil.kz", X_Auto_Response_Suppress="All")
    assert receive(signed(raw, domain="evil.kz")).state == LetterState.TO_LOOK
    assert outgoing() == []


def test_a_letter_that_is_too_large_is_kept_by_its_head_and_shown_to_a_person(
    aigerim: Person, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LARGEST_LETTER_BYTES", 20_000)
    before = agreed(aigerim)
    letter = receive(signed(compose(EVERYTHING, files=(("scan.pdf", b"x" * 40_000),))))
    assert (letter.state, letter.whole, letter.size_bytes > 40_000) == (LetterState.TOO_LARGE, False, True)
    assert agreed(aigerim) == before


def test_silence_of_the_names_delays_and_then_trusts_nobody(
    aigerim: Person, names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harmonia.support.gateways.names.SECONDS", 0.05)
    names.silent = True
    letter = operations.take_in(raw=signed(compose(EVERYTHING)), way="mailbox", at=NOW)
    for _ in range(limits.TRIES - 1):
        with pytest.raises(operations.StillAway):
            operations.sort(letter_id=letter.pk, at=NOW)
    found = operations.sort(letter_id=letter.pk, at=NOW)
    assert found is not None
    assert (found.state, found.proof) == (LetterState.AWAITING, "")


def test_what_nothing_proves_stands_in_no_cabinet(aigerim: Person, receive: Receive) -> None:
    letter = receive(compose(EVERYTHING))
    assert (letter.person, letter.claimed) == (None, aigerim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(person=aigerim)


def test_no_answer_leaves_the_letter_to_be_seen(aigerim: Person, receive: Receive, outgoing: Outgoing) -> None:
    letter = receive(compose("Удалите мои данные."))
    operations.give_up(letter_id=letter.pk, at=NOW + limits.CONFIRM_WITHIN)
    letter.refresh_from_db()
    assert letter.state == LetterState.UNCONFIRMED


def test_an_account_whose_address_is_not_proved_is_nobodys(aigerim: Person, receive: Receive) -> None:
    Person.objects.filter(pk=aigerim.pk).update(email_verified_at=None)
    assert receive(signed(compose(EVERYTHING))).standing == Standing.PROVED_STRANGER
    assert "service" in agreed(aigerim)


def test_the_table_gives_an_unproved_letter_nothing_that_could_harm() -> None:
    for standing in (Standing.CLAIMED_KNOWN, Standing.CLAIMED_STRANGER, Standing.PROVED_STRANGER):
        assert [outcomes.outcome(standing, [intent]).opens for intent in Intent] == [()] * len(Intent)
    assert outcomes.outcome(Standing.PROVED_KNOWN, [Intent.WITHDRAW_EVERYTHING]).opens == ("withdrawal",)


def test_behind_the_table_stands_a_wall(aigerim: Person, receive: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the table itself wrong, a forged letter would still do nothing: it stays unread and can be read again."""
    monkeypatch.setitem(outcomes.OUTCOMES, Standing.CLAIMED_KNOWN, outcomes.PROVED)
    from harmonia.support.operations.effects import NotProved

    with pytest.raises(NotProved):
        receive(compose(EVERYTHING))
    assert "service" in agreed(aigerim)
    assert (Letter.objects.get().state, Reply.objects.count(), Link.objects.count()) == (LetterState.STORED, 0, 0)


def test_without_the_check_of_alignment_a_forgery_would_do_harm(
    aigerim: Person, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: evil.kz signs truly, for itself. Without the comparison with From she is out of the service."""
    forged = signed(compose(EVERYTHING), domain="evil.kz")
    assert receive(forged).state == LetterState.AWAITING
    assert "service" in agreed(aigerim)
    monkeypatch.setattr("harmonia.support.rules.alignment.aligned", lambda *_: True)
    receive(signed(compose(EVERYTHING), domain="evil.kz"))
    assert "service" not in agreed(aigerim)


def test_kinds_of_replies_are_written_once_a_letter(aigerim: Person, receive: Receive) -> None:
    letter = receive(signed(compose(EVERYTHING)))
    operations.sort(letter_id=letter.pk, at=NOW)
    assert list(Reply.objects.values_list("kind", flat=True)) == [ReplyKind.WITHDRAWN]
