"""A person's own pages: what we know, what he agreed to, where he is signed in. Another's is as good as missing."""

import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts import operations
from harmonia.accounts.models import Code, Person, SignIn
from harmonia.accounts.states import CodeKind
from harmonia.consent import operations as gate
from harmonia.consent import queries as consents
from harmonia.journal import queries as journal
from harmonia.vault import reading
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def signed_in(email: str, **headers) -> Client:
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 14) Firefox/130.0", **headers)
    answer = factories.sign_in(client, email)
    assert answer.status_code == 302
    return client


@pytest.fixture
def aigerim():
    return factories.aigerim(at=now() - timedelta(days=3))


@pytest.fixture
def client(aigerim):
    return signed_in("aigerim@example.kz")


def read(person: Person, name: str):
    with reading.reading(policy.ACCESS, actor=person.pk):
        return getattr(Person.objects.get(pk=person.pk), name)


PAGES = ["/me/", "/me/data/", "/me/agreements/", "/me/agreements/service/", "/me/sign-ins/", "/me/data/seen/"]
PAGES += [f"/me/data/change/{what}/" for what in ("name", "age", "phone", "email", "topics", "password", "preferences")]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_page_opens_and_is_kept_nowhere(client, aigerim, path, language):
    operations.change_preferences(person_id=aigerim.pk, language=language, time_zone="Asia/Almaty", at=now())
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_asked_to_sign_in(path):
    assert Client().get(path).headers["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("who", ["boris", "olga"])
def test_specialists_and_staff_have_the_same_pages_in_their_own_frame(who):
    getattr(factories, who)()
    client = signed_in(f"{who}@example.kz")
    for path in ("/me/data/", "/me/agreements/", "/me/sign-ins/", "/me/data/seen/"):
        assert client.get(path).status_code == 200, path
    assert client.get("/me/").status_code == 404
    assert client.get("/me/data/change/topics/").status_code == 404


def test_own_data_shows_each_kind_with_its_value(client):
    page = client.get("/me/data/").content.decode()
    said = ["Aigerim", "31", "+77010000001", "aigerim@example.kz"]
    assert [word for word in said if word not in page] == []
    mine = [each for each in policy.CATEGORIES.values() if each.active and "client" in each.subjects]
    titles = [each.title.ru[:1].upper() + each.title.ru[1:] for each in mine]
    assert [title for title in titles if title.replace('"', "&quot;") not in page] == []
    assert "Тревога" not in page  # restricted: it opens when she presses for it
    assert "Тревога, Сон" in client.get("/me/data/kinds/client_topics/").content.decode()


@pytest.mark.parametrize(
    ("what", "said", "field", "value"),
    [
        ("name", {"name": "Тополь"}, "name", "Тополь"),
        ("age", {"age": "32"}, "age", 32),
        ("topics", {"topics": ["loss", "sleep"]}, "topics", ["loss", "sleep"]),
        ("topics", {}, "topics", []),
        ("preferences", {"language": "kk", "time_zone": "Europe/Berlin"}, "time_zone", "Europe/Berlin"),
    ],
)
def test_a_change_holds_at_once(client, aigerim, what, said, field, value):
    assert client.post(f"/me/data/change/{what}/", said).headers["Location"] == "/me/data/"
    assert read(aigerim, field) == value


def test_one_does_not_grow_young(client, aigerim):
    answer = client.post("/me/data/change/age/", {"age": "17"})
    assert 'id="id_age_error"' in answer.content.decode()
    assert read(aigerim, "age") == 31


def test_an_undeclared_field_changes_nothing(client, aigerim):
    assert client.post("/me/data/change/name/", {"name": "X", "role": "owner"}).status_code == 200
    assert read(aigerim, "name") == "Aigerim"


def test_a_new_address_waits_for_its_code(client, aigerim):
    answer = client.post("/me/data/change/email/", {"email": "new@example.kz", "current": PASSWORD})
    assert answer.headers["Location"] == "/verify/"
    assert read(aigerim, "email") == "aigerim@example.kz"
    assert "new@example.kz" in client.get("/me/data/").content.decode()
    code = operations.draw(code_id=Code.objects.get(kind=CodeKind.EMAIL, ended_at=None).pk, at=now()).secret
    client.post("/verify/", {"code": code})
    assert (read(aigerim, "email"), read(aigerim, "new_email")) == ("new@example.kz", None)
    assert signed_in("new@example.kz")
    assert Client().post("/sign-in/", {"email": "aigerim@example.kz", "password": PASSWORD}).status_code == 200


def test_a_new_address_needs_the_password(client, aigerim):
    answer = client.post("/me/data/change/email/", {"email": "new@example.kz", "current": "not this one"})
    assert 'id="id_current_error"' in answer.content.decode()
    assert read(aigerim, "new_email") is None


def test_anothers_address_looks_like_a_free_one_and_is_never_got(client, aigerim):
    zoe = factories.zoe()
    said = {"email": "zoe@example.kz", "current": PASSWORD}
    assert client.post("/me/data/change/email/", said).headers["Location"] == "/verify/"
    assert operations.draw(code_id=Code.objects.get(person=aigerim, ended_at=None).pk, at=now()) is not None
    assert Person.objects.filter(email_index=zoe.email_index).count() == 1


def test_one_may_keep_the_former_address(client, aigerim):
    client.post("/me/data/change/phone/", {"phone": "+7 702 111 22 33", "current": PASSWORD})
    assert read(aigerim, "new_phone") == "+77021112233"
    client.post("/me/data/keep-addresses/")
    assert read(aigerim, "new_phone") is None
    assert read(aigerim, "phone") == "+77010000001"


def test_a_new_password_puts_everybody_out(client):
    other = signed_in("aigerim@example.kz")
    client.post("/me/data/change/password/", {"current": PASSWORD, "password": "nine other poplars"})
    assert [each.get("/me/").status_code for each in (client, other)] == [302, 302]


def test_taking_back_is_as_easy_as_giving(client, aigerim):
    client.post("/me/agreements/marketing_sms/give/")
    assert consents.allows(aigerim.pk, policy.NEWS, agreement="marketing_sms")
    client.post("/me/agreements/marketing_sms/withdraw/")
    assert not consents.allows(aigerim.pk, policy.NEWS, agreement="marketing_sms")
    page = client.get("/me/agreements/marketing_sms/").content.decode()
    assert page.count("/me/agreements/records/") == 2


def test_withdrawing_the_service_closes_the_gate(client, aigerim):
    client.post("/me/agreements/service/withdraw/")
    assert not consents.allows(aigerim.pk, policy.SERVICE)
    assert client.get("/me/").status_code == 200
    client.post("/me/agreements/service/give/")
    assert consents.allows(aigerim.pk, policy.SERVICE)


def test_duties_cannot_be_taken_back_and_unknown_agreements_are_missing(client):
    assert client.post("/me/agreements/offer/withdraw/").status_code == 404
    assert client.post("/me/agreements/nothing/give/").status_code == 404
    assert client.post("/me/agreements/practice/give/").status_code == 404


def test_the_record_of_an_answer_has_everything(client, aigerim):
    record = next(each for each in consents.history(aigerim.pk) if each.agreement == "offer")
    page = client.get(f"/me/agreements/records/{record.pk}/").content.decode()
    said = [str(record.pk), record.notice_sha256, record.controller_bin, "Aigerim"]
    assert [word for word in said if word not in page] == []


def test_anothers_record_is_missing_byte_for_byte(client):
    zoe = factories.zoe()
    theirs = consents.history(zoe.pk)[0].pk
    answers = [client.get(f"/me/agreements/records/{pk}/") for pk in (theirs, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert without_chance(answers[0]) == without_chance(answers[1])


def without_chance(answer: HttpResponse) -> tuple[bytes, dict[str, str]]:
    """The whole answer, but for what is drawn anew for every answer: the nonce and the masked CSRF value."""
    drawn = re.compile(r"""(?<='nonce-)[^']+|(?<=nonce=")[^"]+|(?<=name="csrfmiddlewaretoken" value=")[^"]+""")
    headers = {name: drawn.sub("", value) for name, value in answer.headers.items()}
    return drawn.sub("", answer.content.decode()).encode(), headers


def test_the_list_of_sign_ins_names_devices_and_puts_one_out(client, aigerim):
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/129.0 Safari/537.36")
    other.post("/sign-in/", {"email": "aigerim@example.kz", "password": PASSWORD})
    page = client.get("/me/sign-ins/").content.decode()
    assert "Firefox, Android" in page
    assert "Chrome, Windows" in page
    theirs = SignIn.objects.filter(person=aigerim, ended_at=None).order_by("-started_at").first()
    client.post(f"/me/sign-ins/{theirs.pk}/end/")
    assert other.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200


def test_anothers_sign_in_cannot_be_put_out(client):
    factories.zoe()
    zoes = signed_in("zoe@example.kz")
    entry = SignIn.objects.exclude(person__email_index=None).order_by("-started_at").first()
    assert client.post(f"/me/sign-ins/{entry.pk}/end/").status_code == 404
    assert zoes.get("/me/").status_code == 200


def test_signing_out_elsewhere_and_everywhere(client):
    others = [signed_in("aigerim@example.kz") for _ in range(2)]
    client.post("/me/sign-ins/end-others/")
    assert [each.get("/me/").status_code for each in (client, *others)] == [200, 302, 302]
    client.post("/me/sign-ins/end-every/")
    assert client.get("/me/").status_code == 302


def test_the_same_page_costs_the_same_with_one_device_and_three(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/me/sign-ins/")
    for _ in range(2):
        signed_in("aigerim@example.kz")
    with CaptureQueriesContext(connection) as three:
        client.get("/me/sign-ins/")
    assert len(three) == len(one)


def test_who_saw_my_data_names_role_and_purpose(client, aigerim):
    olga = factories.olga()
    with reading.reading(policy.SUPPORT, actor=olga.pk):
        assert Person.objects.get(pk=aigerim.pk).name == "Aigerim"
    looked_at = next(each.at for each in journal.history_of(aigerim.pk) if each.actor == str(olga.pk))
    page = client.get("/me/data/seen/").content.decode()
    rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    (look,) = [row for row in rows if "служба поддержки" in row]
    assert policy.PURPOSES["support"].title.ru in look
    assert policy.CATEGORIES["client_name"].title.ru in look
    assert f"{looked_at.astimezone(ZoneInfo('Asia/Almaty')):%H:%M}" in look
    assert "Olga" not in page


def test_the_consent_to_help_is_shown_by_specialist_and_taken_back(client, aigerim):
    about = uuid4()
    said = {"person_id": aigerim.pk, "agreement": "informed_consent", "language": "ru", "at": now()}
    record = gate.grant(**said, method="room_door", about_id=about)
    assert f"/me/agreements/records/{record.pk}/" in client.get("/me/agreements/").content.decode()
    assert client.get(f"/me/agreements/records/{record.pk}/").status_code == 200
    assert client.post(f"/me/agreements/informed_consent/{about}/withdraw/").status_code == 302
    assert not consents.accepted(aigerim.pk, "informed_consent", about=about)
    assert client.post(f"/me/agreements/informed_consent/{uuid4()}/withdraw/").status_code == 404


def test_a_specialist_is_told_what_taking_back_does():
    factories.boris()
    client = signed_in("boris@example.kz")
    for key in ("practice", "publication"):
        assert "страница" in client.get(f"/me/agreements/{key}/").content.decode()
    client.post("/me/agreements/publication/withdraw/")
    assert client.get("/me/agreements/offer/").status_code == 404
