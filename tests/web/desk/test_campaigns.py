"""News and offers on the desk, in the browser of anybody, and their sections in the cabinet."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.notices.models import Campaign
from harmonia.notices.operations import campaigns
from harmonia.notices.queries import campaigns as queries
from harmonia.notices.states import CampaignState, Channel
from harmonia.web.staff.campaign_forms import values_of
from tests import factories
from tests.notices.scene import NEWS, OFFER, WORDS, editor

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def elena() -> Person:
    if consents.current_edition() is None:
        consent.publish_edition(factories.NOW)
    return editor()


def signed_in(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["language"] = "en"
    client.force_login(person)
    return client


def fields(draft: Any, **changes: Any) -> dict[str, Any]:
    said = {name: value for name, value in values_of(draft).items() if value is not None}
    return {**said, **changes}


def path(found: Campaign, answer: str = "") -> str:
    names = {"campaign_id": found.pk}
    if answer in ("", "trial", "write"):
        return reverse(f"staff:campaign{'_' if answer else ''}{answer}", args=[found.pk])
    return reverse("staff:campaign_answer", args=[names["campaign_id"], answer])


def test_written_by_one_approved_by_another_begun_paused_and_stopped(elena: Person) -> None:
    client, second = signed_in(elena), signed_in(editor("Marat", 52))
    made = client.post(reverse("staff:campaign_new"), fields(OFFER))
    found = Campaign.objects.get()
    assert made["Location"] == path(found)
    client.post(path(found, "propose"))
    shown = second.get(path(found)).content.decode()
    sha256 = Campaign.objects.get().content_sha256
    assert f'value="{sha256}"' in shown
    for who, state in ((client, CampaignState.PROPOSED), (second, CampaignState.APPROVED)):
        who.post(path(found, "approve"), {"content_sha256": sha256})
        assert Campaign.objects.get().state == state
    steps = (("begin", "sending"), ("pause", "paused"), ("begin", "sending"), ("stop", "stopped"), ("begin", "stopped"))
    for answer, state in steps:
        second.post(path(found, answer))
        assert Campaign.objects.get().state == state


def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(elena: Person) -> None:
    client = signed_in(elena)
    lacking = replace(NEWS, texts={**WORDS, "kk": replace(WORDS["kk"], body="", subject="Психолог")})
    found = campaigns.write(draft=lacking, by=elena, at=now())
    answer = client.post(path(found, "propose"), follow=True)
    said = answer.content.decode()
    assert answer.request["QUERY_STRING"] == "lacks="
    assert answer.context["form"].errors.keys() == {"body_kk", "subject_kk"}
    assert "Этого пока не хватает." in said
    assert "Открылся новый раздел." in said


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"path": "https://evil.kz/"}, "path"),
        ({"path": "/articles/?who=aigerim"}, "path"),
        ({"languages": []}, "languages"),
        ({"kind": "offers", "offer_from_on": "", "offer_until_on": ""}, "offer_until_on"),
        ({"kind": "offers", "offer_from_on": "2026-12-02", "offer_until_on": "2026-12-01"}, "offer_until_on"),
        ({"interest": "sleep"}, "interest"),
        ({"a_minute": "100000"}, "a_minute"),
        ({"sms_ru": "a" * 141}, "sms_ru"),
    ],
)
def test_bad_input_is_told_beside_the_field(elena: Person, change: dict[str, Any], place: str) -> None:
    answer = signed_in(elena).post(reverse("staff:campaign_new"), fields(NEWS, **change))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [place])
    assert "Добрый день!" in answer.content.decode()
    assert Campaign.objects.count() == 0


def test_a_fresh_form_is_neutral(elena: Person) -> None:
    said = signed_in(elena).get(reverse("staff:campaign_new")).content.decode()
    assert all(f'value="{subject}"' in said for subject in ("Жаңалықтар", "Новости", "News"))


def test_progress_comes_as_a_fragment_and_within_the_page(elena: Person) -> None:
    found = campaigns.write(draft=NEWS, by=elena, at=now())
    Campaign.objects.filter(pk=found.pk).update(state="sending", approved_by=found.pk, begun_at=now())
    client = signed_in(elena)
    whole = client.get(path(found)).content.decode()
    part = client.get(path(found), headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" in part
    assert "<html" not in part
    assert "hx-get" in whole


def test_a_trial_is_queued_for_oneself_in_a_language_that_it_has(elena: Person) -> None:
    found = campaigns.write(draft=replace(NEWS, texts={"ru": WORDS["ru"]}), by=elena, at=now())
    client = signed_in(elena)
    assert client.post(path(found, "trial"), {"language": "kk"}).status_code == 404
    client.post(path(found, "trial"), {"language": "ru"})
    [job] = ProcrastinateJob.objects.filter(task_name="notices.campaign_trial")
    assert (job.args["person_id"], job.args["language"]) == (str(elena.pk), "ru")


def test_the_list_asks_as_much_for_three_as_for_one(elena: Person) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(elena)

    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("staff:campaigns")).status_code == 200
        return len(made)

    campaigns.write(draft=NEWS, by=elena, at=now())
    count()
    one = count()
    for _ in range(2):
        campaigns.write(draft=OFFER, by=elena, at=now())
    assert count() == one


def test_as_a_page_it_is_open_to_all_once_sent_and_holds_nothing_of_anybody(elena: Person, client: Client) -> None:
    found = campaigns.write(draft=NEWS, by=elena, at=now())
    address = reverse("public:news", args=[found.pk])
    assert client.get(address).status_code == 404
    Campaign.objects.filter(pk=found.pk).update(state="sending", approved_by=found.pk, begun_at=now())
    client.cookies["language"] = "en"
    answer = client.get(address)
    said = answer.content.decode()
    assert "A new section is open." in said
    assert (answer["X-Robots-Tag"], "elena" in said.lower(), "unsubscribe" in said) == ("noindex", False, False)
    sms = campaigns.write(draft=replace(NEWS, channel=Channel.SMS), by=elena, at=now())
    Campaign.objects.filter(pk=sms.pk).update(state="sending", approved_by=found.pk, begun_at=now())
    assert client.get(reverse("public:news", args=[sms.pk])).status_code == 404


def test_sections_of_the_news_are_ticked_beside_the_consents(elena: Person) -> None:
    aigerim = factories.aigerim()
    client, page, choose = signed_in(aigerim), reverse("client:consents"), reverse("client:interests")
    assert "news-about" not in client.get(page).content.decode()
    client.post(choose, {"interests": ["articles"]})
    assert queries.interests_of(aigerim.pk) == set()
    consent.grant(person_id=aigerim.pk, agreement="marketing_sms", language="ru", method="cabinet", at=now())
    assert "news-about" in client.get(page).content.decode()
    client.post(choose, {"interests": ["articles", "gifts"]})
    client.post(choose, {"interests": ["sleep"]})
    assert queries.interests_of(aigerim.pk) == {"articles", "gifts"}
    client.post(choose, {})
    assert queries.interests_of(aigerim.pk) == set()


@pytest.mark.parametrize("who", ["olga", "pavel", "dana"])
def test_other_staff_find_nothing_there(elena: Person, who: str) -> None:
    found = campaigns.write(draft=NEWS, by=elena, at=now())
    client = signed_in(getattr(factories, who)())
    assert client.get(path(found)).status_code == 404
    assert client.post(path(found, "begin")).status_code == 404


def test_the_owner_approves_and_does_not_write(elena: Person) -> None:
    found = campaigns.propose(
        campaign_id=campaigns.write(draft=NEWS, by=elena, at=now()).pk, by=elena, at=now()
    )  # fmt: skip
    client = signed_in(factories.entered("Saule", "owner", number=77))
    assert client.get(reverse("staff:campaign_new")).status_code == 404
    client.post(path(found, "approve"), {"content_sha256": found.content_sha256})
    assert Campaign.objects.get().state == CampaignState.APPROVED
