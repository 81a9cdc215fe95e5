"""A letter is discreet, complete, in the person's language and time, and ends with the way out."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import translation

from harmonia import policy
from harmonia.notices import gateways, operations
from harmonia.notices.models import Notice
from harmonia.notices.rules import events, letters
from harmonia.notices.rules.wording import WORDING
from harmonia.notices.states import Channel
from tests.notices.conftest import NOW, STARTS, folder, part, person, send, texts  # noqa: F401
from tests.notices.conftest import letters as in_folder

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
FACTS = {"checkpoint": '{"size":1}', "code": "123456", "path": "/me/", "starts_at": STARTS, "amount_kzt": 12000}
TELLTALE = re.compile(
    r"psych|психо|терап|therap|консультац|consult|кеңес беру|специалист|маман|specialist", re.IGNORECASE
)


def facts_of(event: str) -> dict[str, object]:
    return {name: FACTS[name] for name in events.EVENTS[event].facts}


def test_every_event_has_its_words_and_no_others_have() -> None:
    assert set(WORDING) == set(events.EVENTS)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("event", events.EVENTS)
def test_nothing_names_what_it_is_about(event: str, language: str) -> None:
    with translation.override(language):
        said = letters.say(event, facts_of(event), zone="Asia/Almaty", site="https://harmonia.kz")
    spoken = " ".join((said.subject, *said.sentences, said.action, said.sms))
    assert TELLTALE.findall(spoken) == []
    assert "%(" not in spoken


@pytest.mark.parametrize("event", events.EVENTS)
def test_facts_are_said(event: str) -> None:
    with translation.override("en"):
        said = letters.say(event, facts_of(event), zone="Asia/Almaty", site="https://harmonia.kz")
    everything = " ".join((*said.sentences, said.address, said.sms))
    expected = {
        "checkpoint": '{"size":1}',
        "code": "123456",
        "path": "https://harmonia.kz/me/",
        "starts_at": "18:30",
        "amount_kzt": "12\u202f000",
    }
    assert [expected[name] for name in events.EVENTS[event].facts if expected[name] not in everything] == []


def test_times_are_the_persons_own_with_weekday_and_zone() -> None:
    with translation.override("en"):
        almaty, berlin = (
            letters.say("booking.booked", {"starts_at": STARTS}, zone=zone, site="").sentences[0]
            for zone in ("Asia/Almaty", "Europe/Berlin")
        )
    assert almaty == "When: Friday, 27 November, 18:30, Almaty time."
    assert berlin == "When: Friday, 27 November, 14:30, Berlin time."


def test_a_letter_is_well_formed_text_and_html(aigerim, folder) -> None:
    send("booking.booked", aigerim, starts_at=STARTS, path="/me/appointments/1/")
    [letter] = in_folder(folder)
    assert letter.defects == []
    assert letter["To"] == "aigerim@example.kz"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Type"].content_type == "multipart/alternative"
    assert [each.get_content_type() for each in letter.iter_parts()] == ["text/plain", "text/html"]
    for kind in ("plain", "html"):
        assert "https://harmonia.kz/me/appointments/1/" in part(letter, kind)
    assert "Aigerim" not in letter.as_string()


def test_the_way_out_is_in_the_headers_and_last_in_both_bodies(aigerim, folder) -> None:
    send("booking.booked", aigerim, starts_at=STARTS, path="/me/appointments/1/")
    [letter] = in_folder(folder)
    way_out = letter["List-Unsubscribe"].strip(" <>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert way_out.startswith("https://harmonia.kz/unsubscribe/")
    assert part(letter, "plain").split()[-1] == way_out
    assert re.findall(r'href="([^"]+)"', part(letter, "html"))[-1] == way_out


def test_the_token_says_nothing_of_the_person(aigerim, folder) -> None:
    send("booking.cancelled", aigerim, starts_at=STARTS)
    token = in_folder(folder)[0]["List-Unsubscribe"].strip(" <>").rstrip("/").rpartition("/")[2]
    assert aigerim.pk.hex not in token
    assert str(aigerim.pk) not in token
    assert re.fullmatch(r"[0-9a-f]{32}:[\w-]+", token)


def test_every_letter_of_a_person_carries_the_same_link_and_of_another_another(aigerim, folder) -> None:
    other = person("zoe@example.kz", phone="+77010000002")
    for one in (aigerim, aigerim, other):
        send("booking.cancelled", one, starts_at=STARTS)
    links = {(letter["To"], letter["List-Unsubscribe"]) for letter in in_folder(folder)}
    assert len(links) == 2


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_letter_to_nobodys_account_ends_with_what_ends_such_letters(folder, client, language: str) -> None:
    """There is no list to leave, so no mail program is told of one (RFC 8058); the page says so."""
    operations.send_outside(
        "account.erased", letter_id=uuid4(), to="a@example.kz", language=language, facts={"path": "/c/1/"}, at=NOW
    )
    [letter] = in_folder(folder)
    last = "https://harmonia.kz/unsubscribe/"
    assert part(letter, "plain").rstrip().endswith(last)
    assert re.findall(r'href="([^"]+)"', part(letter, "html"))[-1] == last
    assert (letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"]) == (None, None)
    client.cookies["language"] = language
    page = client.get("/unsubscribe/")
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert f'href="mailto:{policy.Operator(**settings.OPERATOR).email}"' in page.content.decode()
    assert client.post("/unsubscribe/").status_code == 405


@pytest.mark.parametrize(("language", "word"), [("kk", "Кездесуіңіз"), ("ru", "встреча"), ("en", "appointment")])
def test_a_letter_speaks_the_persons_language(edition, folder, language: str, word: str) -> None:
    send("booking.booked", person(language=language), starts_at=STARTS, path="/me/")
    [letter] = in_folder(folder)
    assert word in letter["Subject"]
    assert f'<html lang="{language}">' in part(letter, "html")


def test_an_sms_is_short_and_says_when(aigerim, folder) -> None:
    send("booking.reminder", aigerim, starts_at=STARTS, path="/me/")
    [sms] = texts(folder)
    assert sms["To"] == "+77010000001"
    assert "18:30" in sms.get_content()
    assert "http" not in sms.get_content()


def test_a_second_copy_is_recognisable(aigerim, folder) -> None:
    sent = send("payment.refunded", aigerim, amount_kzt=12000)["email"]
    Notice.objects.filter(pk=sent.pk).update(state="queued", finished_at=None)
    operations.deliver(notice_id=sent.pk, at=NOW)
    assert [letter["Message-ID"] for letter in in_folder(folder)] == [f"<{sent.pk}@harmonia.kz>"]


def test_a_letter_cannot_be_split_by_its_subject() -> None:
    letter = gateways.Letter(uuid4(), "a@example.kz", "One\nBcc: x@example.kz", "t", "<p>t</p>", NOW)
    with pytest.raises(ValueError, match="Header values"):
        letter.message().message()


@pytest.mark.parametrize("event", [key for key, event in events.EVENTS.items() if Channel.SMS in event.channels])
def test_every_event_by_sms_has_an_sms(event: str) -> None:
    assert WORDING[event].sms
