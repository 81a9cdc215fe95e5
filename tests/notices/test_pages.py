"""The way out, the switches, the inbox, the demonstration's mailbox."""

import hashlib
import re
from base64 import b64encode
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmonia.config import push_key
from harmonia.consent import queries as consents
from harmonia.journal.models import Entry
from harmonia.notices import operations, queries
from harmonia.notices.models import Notice, UnsubscribeLink
from harmonia.notices.rules import quiet
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


def test_the_link_of_an_old_letter_ends_what_was_agreed_to_since(client: Client, aigerim: Any) -> None:
    """A link has no term: whoever finds a letter of years ago may leave by it."""
    old = link(aigerim)
    UnsubscribeLink.objects.update(made_at=NOW - timedelta(days=4000))
    agree(aigerim)
    assert client.post(old).status_code == 200
    assert not may(aigerim)
    assert link(aigerim) == old


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
    [page] = re.findall(r'href="(/me/notices/[0-9a-f-]{36}/)"', said)
    opened = client.get(page).content.decode()
    assert 'href="https://harmonia.kz/me/appointments/1/"' in opened
    assert "654321" not in said + opened


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


def fresh(client: Client, page: str = "1") -> int:
    """How many lines of the inbox bear the mark of what is new."""
    whole = client.get(reverse("client:notices"), {"page": page}).content.decode()
    return whole.partition('id="inbox"')[2].count("badge-accent")


def test_a_notice_is_new_until_it_is_opened_or_all_are_marked(client: Client, aigerim: Any, folder: Any) -> None:
    for number in range(3):
        send("payment.refunded", aigerim, amount_kzt=number)
    client.force_login(aigerim)
    assert (queries.unread(aigerim.pk), fresh(client), fresh(client)) == (3, 3, 3)
    opened = queries.inbox(aigerim.pk)[1]
    assert client.get(reverse("client:notice", args=[opened.pk])).status_code == 200
    assert (queries.unread(aigerim.pk), fresh(client)) == (2, 2)
    read_at = Notice.objects.get(pk=opened.pk).read_at
    client.post(reverse("client:notices_read"))
    client.post(reverse("client:notices_read"))
    assert (queries.unread(aigerim.pk), fresh(client)) == (0, 0)
    assert Notice.objects.get(pk=opened.pk).read_at == read_at


def test_anothers_notice_is_missing_and_stays_new(client: Client, aigerim: Any, folder: Any) -> None:
    send("payment.refunded", aigerim, amount_kzt=5)
    client.force_login(person("zoe@example.kz", phone="+77010000002"))
    client.post(reverse("client:notices_read"))
    notice, letter = queries.inbox(aigerim.pk)[0], Notice.objects.get(person=aigerim, channel="email")
    assert client.get(reverse("client:notice", args=[notice.pk])).status_code == 404
    client.force_login(aigerim)
    assert client.get(reverse("client:notice", args=[letter.pk])).status_code == 404, "a letter is no page"
    assert queries.unread(aigerim.pk) == 1


def test_a_long_inbox_has_pages(client: Client, aigerim: Any) -> None:
    for number in range(21):
        operations.send(
            "payment.refunded", person_id=aigerim.pk, at=NOW, facts={"amount_kzt": number}, channels=["cabinet"]
        )
    client.force_login(aigerim)
    first, second = (client.get(reverse("client:notices"), {"page": page}).content.decode() for page in ("1", "2"))
    assert (fresh(client), fresh(client, "2")) == (20, 1)
    assert 'rel="next" href="?page=2"' in first
    assert 'id="inbox"' in second


def test_an_empty_inbox_says_what_will_be_there(client: Client, aigerim: Any) -> None:
    client.force_login(aigerim)
    assert "Пока ничего" in client.get(reverse("client:notices")).content.decode()


CHOICES = {f"{kind}_{channel}": "on" for kind in ("service", "reminders") for channel in ("sms", "push")}


def test_switches_are_kept(client: Client, aigerim: Any, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = push_key.new_key()
    client.force_login(aigerim)
    answer = client.post(reverse("client:notice_choices"), {**CHOICES, "reminders_email": "on", "reminders_sms": ""})
    assert answer.status_code == 302
    assert queries.preferences(aigerim.pk) == {
        (Kind.SERVICE, Channel.SMS): True,
        (Kind.SERVICE, Channel.PUSH): True,
        (Kind.REMINDERS, Channel.EMAIL): True,
        (Kind.REMINDERS, Channel.SMS): False,
        (Kind.REMINDERS, Channel.PUSH): True,
    }
    said = client.get(reverse("client:notice_choices")).content.decode()
    assert re.search(r'name="reminders_email"[^>]*checked', said)
    assert not re.search(r'name="reminders_sms"[^>]*checked', said)


@pytest.mark.parametrize("name", ["service_email", "service_cabinet", "news_push", "offers_cabinet", "gossip"])
def test_what_nobody_may_choose_is_not_asked_and_not_taken(client: Client, aigerim: Any, name: str) -> None:
    client.force_login(aigerim)
    assert f'name="{name}"' not in client.get(reverse("client:notice_choices")).content.decode()
    assert client.post(reverse("client:notice_choices"), {**CHOICES, name: "on"}).status_code == 200
    assert queries.preferences(aigerim.pk) == {}


def test_marketing_switches_are_there_only_with_the_consent(client: Client, aigerim: Any) -> None:
    client.force_login(aigerim)
    before = client.get(reverse("client:notice_choices")).content.decode()
    assert 'name="news_email"' not in before
    assert before.count('href="/me/agreements/marketing_email/"') == 2, "one beside the news, one beside the offers"
    refused = client.post(reverse("client:notice_choices"), {"news_email": "on"})
    assert (refused.status_code, queries.preferences(aigerim.pk)) == (200, {})
    agree(aigerim)
    said = client.get(reverse("client:notice_choices")).content.decode()
    assert ('name="news_email"' in said, 'name="news_sms"' in said) == (True, False)
    client.post(reverse("client:notice_choices"), {"offers_email": "on"})
    assert queries.preferences(aigerim.pk)[Kind.NEWS, Channel.EMAIL] is False
    assert queries.preferences(aigerim.pk)[Kind.OFFERS, Channel.EMAIL] is True


def test_quiet_hours_are_the_registers_until_chosen(client: Client, aigerim: Any) -> None:
    client.force_login(aigerim)
    usual = client.get(reverse("client:notice_choices")).content.decode()
    assert 'value="22:00"' in usual
    assert 'value="08:00"' in usual
    answer = client.post(reverse("client:quiet_hours"), {"kept": "on", "starts_at": "23:30", "ends_at": "06:45"})
    assert answer.status_code == 302
    assert queries.quiet_hours(aigerim.pk)[0] == quiet.Hours(time(23, 30), time(6, 45))
    client.post(reverse("client:quiet_hours"), {"starts_at": "23:30", "ends_at": "06:45"})
    assert queries.quiet_hours(aigerim.pk)[0] is None


@pytest.mark.parametrize(
    ("starts_at", "ends_at"), [("23:00", "23:00"), ("25:00", "07:00"), ("", "07:00"), ("23:00", "morning")]
)
def test_a_night_that_is_none_is_said_beside_its_field(
    client: Client, aigerim: Any, starts_at: str, ends_at: str
) -> None:
    client.force_login(aigerim)
    said = client.post(reverse("client:quiet_hours"), {"kept": "on", "starts_at": starts_at, "ends_at": ends_at})
    assert said.status_code == 200
    assert "field-error" in said.content.decode()
    assert f'value="{ends_at}"' in said.content.decode(), "nothing is lost"
    assert queries.night_of(aigerim.pk) is None


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


@pytest.mark.parametrize("name", ["home", "notices", "notice_choices", "own_data"])
def test_every_page_of_the_cabinet_says_how_much_is_new(client: Client, aigerim: Any, folder: Any, name: str) -> None:
    def new() -> list[str]:
        page = client.get(reverse(f"client:{name}")).content.decode()
        return re.findall(r"Новых: </span>(\d+\+?)<", page)

    client.force_login(aigerim)
    assert new() == []
    send("payment.refunded", aigerim, amount_kzt=5)
    send("payment.refunded", aigerim, amount_kzt=6)
    send("payment.refunded", person("zoe@example.kz", phone="+77010000002"), amount_kzt=7)
    assert new() == ["2"]
    operations.mark_read(person_id=aigerim.pk, at=NOW)
    assert new() == []


def test_beyond_what_a_glance_takes_in_it_says_many(client: Client, aigerim: Any, folder: Any) -> None:
    row = send("payment.refunded", aigerim, amount_kzt=5)["cabinet"]
    Notice.objects.bulk_create(
        Notice(person=aigerim, event=row.event, channel=row.channel, facts={"amount_kzt": 5}, state=row.state,
               created_at=NOW, finished_at=NOW) for _ in range(100)
    )  # fmt: skip
    client.force_login(aigerim)
    assert "</span>99+<" in client.get(reverse("client:own_data")).content.decode()


def test_it_costs_one_query_and_a_visitor_none(client: Client, aigerim: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(address: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        return sum("notices_notice" in each["sql"] for each in made.captured_queries)

    assert counted("/privacy/") == 0
    client.force_login(aigerim)
    assert (counted("/privacy/"), counted(reverse("client:sign_ins"))) == (0, 1)


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("notices", "page"), ("notice_choices", "true"), ("devices", "true"), ("own_data", None), ("home", None),
    ],
)  # fmt: skip
def test_its_tab_is_marked_on_the_pages_below_it(client: Client, aigerim: Any, name: str, marked: str | None) -> None:
    client.force_login(aigerim)
    page = client.get(reverse(f"client:{name}")).content.decode()
    tabs = re.findall(r'<li><a href="([^"]+)" aria-current="(\w+)">', page)
    assert dict(tabs).get("/me/notices/") == marked
    assert len(tabs) == 1


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
