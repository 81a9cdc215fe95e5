"""Others' counters: asked about plainly, silent before a yes and after a no, never where somebody is signed in (93)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import Error
from django.test import Client
from django.urls import get_resolver
from django.utils.timezone import localdate, now

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.accounts.rules import limits
from harmonia.config import checks
from harmonia.consent import operations as consent
from harmonia.consent.models import VisitorAnswer
from harmonia.web import counters
from tests.architecture.test_audiences import addresses
from tests.web.test_headers import policy_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
GOOGLE, YANDEX = "G-TEST12345", "98765432"
HOSTS = ("google", "yandex")
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _operator(settings: Any) -> None:
    settings.GOOGLE_ANALYTICS_ID, settings.YANDEX_METRICA_ID = GOOGLE, YANDEX
    consent.publish_edition(now())


def answers(client: Client, said: str, *, there: str = "/articles/", headers: Any = OURS, edition: str = "1") -> Any:
    sent = {"answer": said, "edition": edition, "next": there}
    return client.post("/cookies/answer/", sent, headers=headers)


def names_counters(page: Any) -> set[str]:
    """Whose scripts, and whose places in the content policy, an answer brings."""
    opened = " ".join(policy_of(page).values())
    scripts = " ".join(re.findall(r"<script[^>]*>", page.content.decode()))
    return {host for host in HOSTS if host in opened or host in scripts}


def asks(page: Any) -> bool:
    return "data-counters-answer" in page.content.decode()


def test_before_an_answer_nothing_of_theirs_is_there_and_the_question_is(client: Client) -> None:
    page = client.get("/")
    assert names_counters(page) == set()
    assert asks(page)
    assert dict(page.cookies) == {}


def test_no_is_as_easy_as_yes(client: Client) -> None:
    buttons = re.findall(r'<button class="([^"]+)" name="answer" value="([^"]+)"', client.get("/").content.decode())
    assert [said for _, said in buttons] == [
        "google:no yandex:no", "google:yes yandex:no", "google:no yandex:yes", "google:yes yandex:yes",
    ]  # fmt: skip
    assert len({look for look, _ in buttons}) == 1
    form = client.get("/").content.decode().partition("data-counters-answer")[2].partition("</form>")[0]
    assert "checked" not in form
    assert '<input type="checkbox"' not in form


def test_each_counter_has_its_own_yes(client: Client) -> None:
    answers(client, "google:no yandex:yes")
    page = client.get("/")
    assert names_counters(page) == {"yandex"}
    assert not asks(page)
    assert [(each.agreement, each.event) for each in VisitorAnswer.objects.order_by("agreement")] == [
        ("analytics_google", "refused"), ("analytics_yandex", "given"),
    ]  # fmt: skip


def test_the_content_policy_is_opened_for_that_counter_and_in_nothing_unsafe(client: Client) -> None:
    shut = policy_of(client.get("/"))
    answers(client, "google:yes yandex:no")
    opened = policy_of(client.get("/"))
    grown = {name: set(opened[name].split()) - set(shut[name].split()) for name in opened if name != "script-src"}
    assert {name for name, more in grown.items() if more} == {"img-src", "connect-src"}
    assert "https://www.googletagmanager.com" in opened["script-src"].split()
    assert "unsafe" not in " ".join(opened.values())
    assert opened["trusted-types"] == shut["trusted-types"]


def test_after_an_answer_nobody_asks_again_and_he_is_where_he_was(client: Client) -> None:
    back = client.get(answers(client, "google:no yandex:no").headers["Location"])
    assert back.headers["Location"] == "/articles/"
    assert not asks(client.get("/articles/"))
    assert names_counters(client.get("/articles/")) == set()


def test_the_answer_says_to_which_edition_and_when_and_not_who(client: Client) -> None:
    before = now()
    answers(client, "google:yes yandex:yes")
    kept = VisitorAnswer.objects.get(agreement="analytics_google")
    assert (kept.edition_id, kept.event, kept.language) == (1, "given", "ru")
    assert before <= kept.at <= now()
    assert kept.notice_sha256 == policy.render("analytics_google", "ru", policy.Operator()).sha256
    named = {field.name for field in VisitorAnswer._meta.get_fields()}
    assert named == {"id", "edition", "agreement", "notice_sha256", "language", "event", "at"}
    carried = client.cookies[counters.CHOICE]
    assert carried.value == f"google:yes:1:{localdate()}/yandex:yes:1:{localdate()}"
    assert (carried["httponly"], carried["samesite"], carried["max-age"]) == (True, "Lax", 180 * 24 * 3600)


def test_another_edition_asks_again_only_where_the_purposes_changed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(client, "google:yes yandex:no")
    wider = replace(policy.AGREEMENTS["analytics_google"], purposes=("open_statistics", "reporting"))
    monkeypatch.setitem(policy.AGREEMENTS, "analytics_google", wider)
    consent.publish_edition(now())
    page = client.get("/")
    assert names_counters(page) == set()
    said = re.findall(r'name="answer" value="([^"]+)"', page.content.decode())
    assert said == ["google:no", "google:yes"]
    assert answers(client, "google:yes", edition="1").headers["Location"] == "/articles/"  # other words by now
    assert names_counters(client.get("/")) == set()
    answers(client, "google:yes", edition="2")
    assert names_counters(client.get("/")) == {"google"}
    assert client.cookies[counters.CHOICE].value.count("yandex:no:1:") == 1


def test_an_answer_that_asks_for_nothing_new_stands(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(client, "google:yes yandex:no")
    monkeypatch.setitem(policy.COOKIES, "language", replace(policy.COOKIES["language"], days=300))
    assert consent.publish_edition(now()) is not None
    assert names_counters(client.get("/")) == {"google"}


def test_a_yes_ends_with_its_term(client: Client) -> None:
    for days, counting in ((179, {"google"}), (180, set())):
        day = localdate() - timedelta(days=days)
        client.cookies[counters.CHOICE] = f"google:yes:1:{day}/yandex:no:1:{day}"
        assert names_counters(client.get("/")) == counting
    assert asks(client.get("/"))


@pytest.mark.parametrize(
    "junk",
    ["google", "google:yes", "google:yes:1", "google:yes:99:2026-11-01", "google:yes:0:2026-11-01", "x" * 5000,
     "google:yes:1:2099-01-01", "google:yes:1:2026-13-41", "google:YES:1:2026-11-01", "apple:yes:1:2026-11-01", "\x00"],
)  # fmt: skip
def test_what_we_never_wrote_is_no_answer(client: Client, junk: str) -> None:
    client.cookies[counters.CHOICE] = junk
    page = client.get("/")
    assert page.status_code == 200
    assert names_counters(page) == set()
    assert asks(page)


def test_a_withdrawal_stops_at_once_and_deletes_theirs_on_every_domain(client: Client) -> None:
    answers(client, "google:yes yandex:yes")
    client.cookies["_ga"], client.cookies["_ga_TEST"], client.cookies["_ym_uid"] = "1", "2", "3"
    gone = client.post(
        "/cookies/answer/", {"answer": "google:no", "edition": "1"}, headers=OURS | {"Host": "www.harmonia.localhost"}
    )
    expired = sorted((each.key, each["domain"]) for each in gone.cookies.values() if each["max-age"] == "0")
    assert expired == [
        (name, domain)
        for name in ("_ga", "_ga_TEST")
        for domain in ("", "harmonia.localhost", "www.harmonia.localhost")
    ]  # fmt: skip
    assert {each["path"] for each in gone.cookies.values()} == {"/"}
    assert VisitorAnswer.objects.order_by("at").last().event == "withdrawn"  # type: ignore[union-attr]
    assert names_counters(client.get("/")) == {"yandex"}


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "www.harmonia.localhost"]


def test_what_a_lapsed_yes_left_behind_goes_with_the_next_page(client: Client) -> None:
    client.cookies["_ga"], client.cookies["_gang"], client.cookies["tidy"] = "1", "1", "1"
    page = client.get("/articles/")
    assert {each.key for each in page.cookies.values()} == {"_ga", "_gang"}
    assert 'data-marks="_ga' in page.content.decode()


def test_never_where_somebody_is_signed_in(
    client: Client, enter: Callable[..., Person], signed_in: Callable[..., Client]
) -> None:
    answers(client, "google:yes yandex:yes")
    aigerim = signed_in(enter("aigerim"))
    for path in ("/", "/articles/", "/cookies/", "/privacy/", "/me/", "/me/data/"):
        page = aigerim.get(path)
        assert page.status_code == 200
        assert names_counters(page) == set(), path
        assert "counters-question" not in page.content.decode()


def test_never_where_help_is_sought_or_a_word_of_the_visitors_stands_in_the_address(client: Client) -> None:
    answers(client, "google:yes yandex:yes")
    told = ("/specialists/?topic=grief", "/articles/?topic=anxiety")
    for path in ("/sos/", *told, "/match/", "/register/", "/sign-in/"):
        assert names_counters(client.get(path)) == set(), path
    assert names_counters(client.get("/specialists/")) == set(HOSTS)


def test_only_open_pages_of_reading_are_open_to_counters() -> None:
    opened = {name for _, name, view in addresses(get_resolver().url_patterns) if hasattr(view, "open_to_counters")}
    assert opened == {
        "public:home", "public:articles", "public:article", "public:specialists", "public:privacy",
        "public:privacy_version", "public:document", "public:cookies",
    }  # fmt: skip
    audiences = {view.audience for _, _, view in addresses(get_resolver().url_patterns) if hasattr(view, "counted")}
    assert audiences == {"visitor"}


def test_an_operator_without_numbers_has_no_question_and_no_opening(client: Client, settings: Any) -> None:
    settings.GOOGLE_ANALYTICS_ID = settings.YANDEX_METRICA_ID = ""
    client.cookies[counters.CHOICE] = f"google:yes:1:{localdate()}"
    for path in ("/", "/cookies/"):
        page = client.get(path)
        assert not asks(page)
        assert names_counters(page) == set()
    assert "_ga" not in client.get("/cookies/").content.decode()
    assert answers(client, "google:yes").status_code == 400


def test_one_counter_is_asked_about_alone(client: Client, settings: Any) -> None:
    settings.YANDEX_METRICA_ID = ""
    said = re.findall(r'name="answer" value="([^"]+)"', client.get("/").content.decode())
    assert said == ["google:no", "google:yes"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
     {"Referer": "https://evil.example/testserver"}],
)  # fmt: skip
def test_nobody_answers_for_him_from_elsewhere(client: Client, headers: dict[str, str]) -> None:
    assert answers(client, "google:yes yandex:yes", headers=headers).status_code == 403
    assert VisitorAnswer.objects.count() == 0
    assert answers(client, "google:no", headers={"Origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize("said", ["", "google", "google:maybe", "apple:yes", "google:yes apple:yes", "google:yes:1"])
def test_an_answer_that_no_page_sends_changes_nothing(client: Client, said: str) -> None:
    assert answers(client, said).status_code == 400
    assert VisitorAnswer.objects.count() == 0


def test_where_he_goes_on_is_ours(client: Client) -> None:
    said = answers(client, "google:no yandex:no", there="https://evil.example/")
    assert "evil" not in said.headers["Location"]
    assert client.get("/cookies/noted/?next=//evil.example/").headers["Location"] == "/"


def test_rows_do_not_pile_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    few = (replace(limits.LIMITS["cookies"][0], most=2),)
    monkeypatch.setitem(limits.LIMITS, "cookies", few)
    assert [answers(client, "google:no").status_code for _ in range(3)] == [302, 302, 429]
    assert VisitorAnswer.objects.count() == 2


def test_the_page_of_settings_lists_ours_from_the_register_and_says_what_goes_abroad(client: Client) -> None:
    page = client.get("/cookies/").content.decode()
    assert all(f"<code>{name}</code>" in page for name in policy.COOKIES)
    assert "данные уходят за границу, в США" in page
    assert "данные уходят за границу, в Россию" in page
    answers(client, "google:yes yandex:no")
    pressed = re.findall(r'value="([^"]+)" aria-pressed="true"', client.get("/cookies/").content.decode())
    assert pressed == ["google:yes", "yandex:no"]


@pytest.mark.parametrize(
    ("name", "number"),
    [("GOOGLE_ANALYTICS_ID", "UA-1-1"), ("GOOGLE_ANALYTICS_ID", 'G-X"><script>'), ("YANDEX_METRICA_ID", "12a")],
)
def test_a_start_refuses_a_number_that_is_none(settings: Any, name: str, number: str) -> None:
    assert not [each for each in checks.refuse_malformed(None) if name in each.msg]
    setattr(settings, name, number)
    assert [each.id for each in checks.refuse_malformed(None) if isinstance(each, Error)] == [f"harmonia.{name}"]
