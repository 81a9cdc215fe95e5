"""The way out, the switches, the inbox, the demonstration's mailbox."""

import hashlib
import re
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmonia.consent import queries as consents
from harmonia.journal.models import Entry
from harmonia.notices import operations, queries
from harmonia.notices.models import Notice
from harmonia.notices.states import Channel, Kind, NoticeState
from tests import factories
from tests.notices.conftest import NOW, STARTS, agree, letters, person, send

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def link(to: Any, channel: Channel = Channel.EMAIL) -> str:
    address = operations.unsubscribe_address(person_id=to.pk, channel=channel, at=NOW)
    return address.removeprefix("https://harmonia.kz")


def may(to: Any, agreement: str = "marketing_email") -> bool:
    return consents.accepted(to.pk, agreement)


def test_opening_the_link_changes_nothing(client: Client, aigerim: Any) -> None:
    agree(aigerim)
    said = client.get(link(aigerim)).content.decode()
    assert "<form" in said
    assert "csrf" not in said
    assert may(aigerim)


def test_one_post_without_anything_ends_it_and_ten_change_nothing_more(aigerim: Any, folder: Any) -> None:
    agree(aigerim)
    address = link(aigerim)
    for _ in range(10):
        answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies) == (200, {})
    assert not may(aigerim)
    assert Entry.objects.filter(event="consent.withdrawn").count() == 1
    assert send("news.published", aigerim, path="/")["email"].state == NoticeState.SKIPPED
    assert send("booking.cancelled", aigerim, starts_at=STARTS)["email"].state == NoticeState.SENT


def test_it_says_that_service_notices_go_on(client: Client, aigerim: Any) -> None:
    words = "Notices about your appointments and your account go on"
    client.cookies["language"] = "en"
    assert words in client.get(link(aigerim)).content.decode()
    assert words in client.post(link(aigerim)).content.decode()


def test_each_way_ends_apart(client: Client, aigerim: Any) -> None:
    agree(aigerim, "marketing_email")
    agree(aigerim, "marketing_sms")
    client.post(link(aigerim, Channel.SMS))
    assert (may(aigerim, "marketing_email"), may(aigerim, "marketing_sms")) == (True, False)


def test_who_never_agreed_may_press_too(client: Client, aigerim: Any) -> None:
    assert client.post(link(aigerim)).status_code == 200
    assert Entry.objects.filter(event="consent.withdrawn").count() == 0


def test_a_changed_or_made_up_link_is_missing(client: Client, aigerim: Any) -> None:
    agree(aigerim)
    token = link(aigerim).split("/")[2]
    number, signature = token.split(":")
    other = person("zoe@example.kz", phone="+77010000002")
    strangers = link(other).split("/")[2].split(":")[0]
    wrong = (
        "x",
        number,
        f"{number}:",
        f"{number}:{signature[:-1]}",
        f"{strangers}:{signature}",
        f"{'0' * 32}:{signature}",
    )
    for each in wrong:
        assert client.get(f"/unsubscribe/{each}/").status_code == 404, each
        assert client.post(f"/unsubscribe/{each}/").status_code == 404, each
    assert may(aigerim)


def test_the_way_out_keeps_to_itself(client: Client, aigerim: Any) -> None:
    answer = client.get(link(aigerim))
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    assert "aigerim" not in answer.content.decode().lower()


def test_the_inbox_shows_what_was_told_and_no_secrets(client: Client, aigerim: Any, folder: Any) -> None:
    send("booking.booked", aigerim, starts_at=STARTS, path="/me/appointments/1/")
    send("account.email_code", aigerim, code="654321")
    client.force_login(aigerim)
    said = client.get(reverse("client:notices")).content.decode()
    assert "https://harmonia.kz/me/appointments/1/" in said
    assert "654321" not in said


def test_the_inbox_is_ones_own(client: Client, aigerim: Any, folder: Any) -> None:
    send("booking.booked", aigerim, starts_at=STARTS, path="/me/appointments/1/")
    client.force_login(person("zoe@example.kz", phone="+77010000002"))
    assert "appointments/1/" not in client.get(reverse("client:notices")).content.decode()


@pytest.mark.parametrize(("who", "own"), [("boris", "specialist:timetable"), ("olga", "staff:payments")])
def test_notices_stand_in_the_frame_of_ones_own_area(client: Client, who: str, own: str) -> None:
    client.force_login(getattr(factories, who)())
    page = client.get(reverse("client:notices")).content.decode()
    assert f'href="{reverse(own)}"' in page
    assert f'href="{reverse("client:payments")}"' not in page


def test_what_was_seen_is_no_longer_new(client: Client, aigerim: Any, folder: Any) -> None:
    send("payment.refunded", aigerim, amount_kzt=5)
    client.force_login(aigerim)
    assert queries.unread(aigerim.pk) == 1
    assert "badge-accent" in client.get(reverse("client:notices")).content.decode()
    assert queries.unread(aigerim.pk) == 0
    assert "badge-accent" not in client.get(reverse("client:notices")).content.decode()


def test_switches_are_kept(client: Client, aigerim: Any) -> None:
    client.force_login(aigerim)
    answer = client.post(reverse("client:notices"), {"reminders_email": "on"})
    assert answer.status_code == 302
    assert queries.preferences(aigerim.pk) == {
        (Kind.REMINDERS, Channel.EMAIL): True,
        (Kind.REMINDERS, Channel.SMS): False,
    }
    said = client.get(reverse("client:notices")).content.decode()
    assert re.search(r'name="reminders_email"[^>]*checked', said)
    assert not re.search(r'name="reminders_sms"[^>]*checked', said)


def test_marketing_switches_are_there_only_with_the_consent(client: Client, aigerim: Any) -> None:
    client.force_login(aigerim)
    assert "news_email" not in client.get(reverse("client:notices")).content.decode()
    refused = client.post(reverse("client:notices"), {"news_email": "on"})
    assert (refused.status_code, queries.preferences(aigerim.pk)) == (200, {})
    agree(aigerim)
    said = client.get(reverse("client:notices")).content.decode()
    assert ("news_email" in said, "news_sms" in said) == (True, False)
    client.post(reverse("client:notices"), {"offers_email": "on"})
    assert queries.preferences(aigerim.pk)[Kind.NEWS, Channel.EMAIL] is False
    assert queries.preferences(aigerim.pk)[Kind.OFFERS, Channel.EMAIL] is True


def test_the_inbox_asks_as_much_for_three_as_for_one(client: Client, aigerim: Any, folder: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("client:notices")).status_code == 200
        return len(made)

    client.force_login(aigerim)
    send("payment.refunded", aigerim, amount_kzt=5)
    count()
    one = count()
    send("payment.refunded", aigerim, amount_kzt=6)
    send("payment.refunded", aigerim, amount_kzt=7)
    count()
    assert count() == one


@pytest.fixture
def demo(settings: Any, folder: Any, aigerim: Any) -> None:
    settings.DEMO = True
    send("booking.booked", aigerim, starts_at=STARTS, path="/me/appointments/1/")
    send("payment.refunded", person("zoe@example.kz", phone="+77010000002"), amount_kzt=12000)


def names(client: Client, query: str = "") -> list[str]:
    said = client.get(f"/mailbox/{query}").content.decode()
    return re.findall(r'href="/mailbox/([^"?]+)/"', said)


def test_the_mailbox_shows_letters_and_sms_newest_first_and_by_address(demo: None, client: Client) -> None:
    assert [name.rpartition(".")[2] for name in names(client)].count("eml") == 2
    assert len(names(client)) == 3
    assert len(names(client, "?to=ZOE@example.kz")) == 1
    assert len(names(client, "?to=%2B77010000001")) == 1
    assert names(client, "?to=nobody") == []


def test_a_letter_is_shown_as_text_and_in_a_frame(demo: None, client: Client) -> None:
    [name] = names(client, "?to=zoe")
    shown = client.get(f"/mailbox/{name}/")
    assert "frame-src 'self'" in shown["Content-Security-Policy"]
    assert 'sandbox="allow-top-navigation-by-user-activation allow-popups"' in shown.content.decode()
    framed = client.get(f"/mailbox/{name}/html/")
    html = framed.content.decode()
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rules = framed["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in rules
    assert "default-src 'none'" in rules
    assert "frame-ancestors 'self'" in rules
    assert "unsafe" not in rules
    assert "script-src" not in rules
    assert framed["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "name",
    ["x.eml", "../secrets.json", "..%2Fsecrets.json", "20261123T060000000000-00000000-0000-0000-0000-000000000000.eml"],
)
def test_the_mailbox_opens_no_other_file(demo: None, client: Client, folder: Any, name: str) -> None:
    (folder.parent / "secrets.json").write_text("{}")
    assert client.get(f"/mailbox/{name}/").status_code == 404


def test_outside_of_the_demonstration_there_is_no_mailbox(demo: None, client: Client, settings: Any) -> None:
    [name] = names(client, "?to=zoe")
    settings.DEMO = False
    assert [client.get(f"/mailbox/{path}").status_code for path in ("", f"{name}/", f"{name}/html/")] == [404] * 3


def test_an_empty_mailbox_says_what_to_do(settings: Any, client: Client) -> None:
    settings.DEMO = True
    client.cookies["language"] = "en"
    assert "No letters yet" in client.get("/mailbox/").content.decode()


def test_nothing_was_lost(demo: None, folder: Any) -> None:
    assert len(letters(folder)) == Notice.objects.filter(channel="email", state="sent").count() == 2
