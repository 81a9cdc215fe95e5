"""The pages by which one applies and a verifier decides, without a browser: what is typed is kept, what cannot be is
said beside its field, and nobody sees what is not for him."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import queries as consents
from harmonia.journal import queries as journal
from harmonia.policy import Text
from harmonia.specialists import operations, queries, tasks
from harmonia.specialists.models import Application, Document, Specialist
from harmonia.wellbeing import operations as articles
from tests import factories
from tests.specialists import desk, scene
from tests.support import clamd
from tests.support.clamd import Clamd

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
APPLY = "/practice/apply/"
PERSON = {"full_name": "Нұрлан Әбдіров", "born_on": "1985-04-12"}
STUDY = {"kind": "degree", "institution": "КазНУ", "title": "Психология", "year_from": "2003", "year_to": "2008"}
COURSE = STUDY | {"kind": "further_training", "year_from": "2024", "year_to": "2024"}
PERIOD = {"place": "Тірек", "role": "психолог", "starts_on": "2010-09-01", "ends_on": ""}
REGISTER = {"number": "П-42", "supervisor": "М. Ким"}
PAGE = desk.PAGE | {"price_kzt": "12000"}


@pytest.fixture(scope="module")
def running() -> Iterator[Clamd]:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path may be no longer than a hundred bytes
        started = clamd.start(Path(folder))
        yield started
        started.stop()


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path, running: Clamd) -> None:
    settings.CLAMD_ADDRESS = running.address
    there = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = settings.STORAGES | {"default": there}


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return factories.confirmed(client)


@pytest.fixture
def nurlan(db: None) -> Person:
    return desk.nurlan(language="en")


@pytest.fixture
def dana(db: None) -> Person:
    return factories.dana(language="en")


@pytest.fixture
def his(nurlan: Person) -> Client:
    client = browser(nurlan)
    assert client.post(f"{APPLY}begin/", {"agree": "on"}).headers["Location"] == f"{APPLY}step/person/"
    return client


def post(client: Client, step: str, told: Any) -> Any:
    return client.post(f"{APPLY}step/{step}/", told)


def sent(client: Client, kind: str, content: bytes | None = None, name: str = "paper.pdf") -> Any:
    file = SimpleUploadedFile(name, content if content is not None else desk.pdf())
    return client.post(f"{APPLY}papers/", {"kind": kind, "paper": file, "valid_until_on": ""})


def filled(client: Client) -> None:
    for step, told in (("person", PERSON), ("education", STUDY), ("education", COURSE), ("practice", PERIOD),
                       ("register", REGISTER), ("page", PAGE)):  # fmt: skip
        assert post(client, step, told).status_code == 302, step
    for kind in ("degree", "practice"):
        assert sent(client, kind).status_code == 302


def test_without_the_agreement_nothing_begins(nurlan: Person) -> None:
    client = browser(nurlan)
    page = client.get(APPLY).content.decode()
    assert "further training" in page.lower()
    assert client.post(f"{APPLY}begin/", {}).status_code == 422
    for path in ("step/person/", "papers/"):
        assert client.get(APPLY + path).status_code == 404
    assert not Application.objects.exists()
    assert not consents.allows(nurlan.pk, policy.VERIFICATION, agreement="practice")


def test_what_was_typed_is_there_again_and_a_stranger_finds_his_own_beginning(his: Client, nurlan: Person) -> None:
    filled(his)
    assert "Нұрлан Әбдіров" in his.get(f"{APPLY}step/person/").content.decode()
    education = his.get(f"{APPLY}step/education/").content.decode()
    assert education.count("Психология") >= 2
    assert "2003–2008" in education
    zoe = browser(factories.zoe())
    assert zoe.get(f"{APPLY}step/person/").status_code == 404
    paper = Document.objects.first()
    assert paper is not None
    assert zoe.post(f"{APPLY}papers/{paper.pk}/remove/").status_code == 404


@pytest.mark.parametrize(
    ("step", "told", "words"),
    [
        ("person", PERSON | {"born_on": "2015-01-01"}, "One works here from eighteen on."),
        ("person", PERSON | {"born_on": "soon"}, "Write a day as 31.12.2020."),
        ("education", STUDY | {"year_from": "2008", "year_to": "2003"}, "This is before the beginning."),
        ("education", STUDY | {"year_to": "2090"}, "This year has not come yet."),
        ("practice", PERIOD | {"starts_on": "1999-01-01"}, "By your date of birth you were a child then."),
        ("practice", PERIOD | {"ends_on": "2009-01-01"}, "This is before the beginning."),
        ("practice", PERIOD | {"starts_on": "2002-12-31"}, "This is before the first studies that you named."),
        ("practice", PERIOD, "This period stands in the list already."),
        ("register", REGISTER | {"number": ""}, "Without an entry in the register nobody may practise here."),
        ("page", PAGE | {"about_ru": ""}, "Write it in one language at least."),
        ("page", PAGE | {"price_kzt": "500"}, "1000"),
        ("page", PAGE | {"methods": [*policy.METHODS][:7]}, "Choose six at most"),
        ("page", PAGE | {"topics": ["astrology"]}, "astrology"),
        ("person", PERSON | {"passport": "1"}, "a field that we did not ask for"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    his: Client, nurlan: Person, step: str, told: dict[str, Any], words: str
) -> None:
    for before, good in (("person", PERSON), ("education", STUDY), ("practice", PERIOD)):
        post(his, before, good)
    before_it = stored(nurlan)
    answer = post(his, step, told)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    typed = next(value for value in told.values() if isinstance(value, str) and value)
    assert typed in page
    assert stored(nurlan) == before_it


def stored(person: Person) -> Any:
    with desk.open_as(person):
        application = queries.application_of(person.pk)
        assert application is not None
        return application.answers, application.birth_date


def test_rows_come_and_go_by_their_number(his: Client, nurlan: Person) -> None:
    post(his, "person", PERSON)
    post(his, "education", STUDY)
    post(his, "education", COURSE)
    post(his, "education", {"remove": "0"})
    post(his, "education", {"remove": "9"})
    answers, _ = stored(nurlan)
    assert [one["kind"] for one in answers["studies"]] == ["further_training"]


def test_overlapping_years_are_summed_once_before_his_eyes(his: Client) -> None:
    post(his, "person", PERSON)
    post(his, "practice", PERIOD | {"starts_on": "2010-01-01", "ends_on": "2013-12-31"})
    post(his, "practice", PERIOD | {"starts_on": "2011-01-01", "ends_on": "2013-12-31"})
    assert "Together 4 full years" in his.get(f"{APPLY}step/practice/").content.decode()


def test_doubtful_words_are_named_and_kept(his: Client) -> None:
    post(his, "page", PAGE | {"about_ru": "Гарантирую результат за один сеанс."})
    page = his.get(APPLY).content.decode()
    assert "Гарантирую" in page
    assert "за один сеанс" in page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04", "diploma.zip", "This is no PDF, JPEG or PNG"),
        (b"MZ", "diploma.pdf", "This is no PDF, JPEG or PNG"),
        (b"%PDF-" + b"0" * policy.VERIFICATION_TERMS.largest_bytes, "diploma.pdf", "larger than 10 MB"),
    ],
)
def test_a_bad_file_is_explained_beside_it(his: Client, content: bytes, name: str, words: str) -> None:
    answer = sent(his, "degree", content, name)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Document.objects.exists()


def test_while_the_scanner_is_away_it_says_so_and_he_hands_in_all_the_same(
    his: Client, nurlan: Person, settings: Any
) -> None:
    settings.CLAMD_ADDRESS = ""
    filled(his)
    assert his.get(f"{APPLY}papers/").content.decode().count("in quarantine: the scanner has not answered yet") == 2
    assert his.post(f"{APPLY}hand-in/", {"note": ""}).status_code == 302
    assert desk.state_of(nurlan) == "submitted"
    assert his.get(f"{APPLY}step/person/").status_code == 404
    assert his.post(f"{APPLY}hand-in/", {"note": ""}).status_code == 404


def queued(his: Client, nurlan: Person, *, publish: bool = False) -> Application:
    filled(his)
    for pk in Document.objects.values_list("pk", flat=True):
        tasks.scan_paper(document_id=str(pk))
    his.post(f"{APPLY}hand-in/", {"note": "Здравствуйте", **({"publish": "on"} if publish else {})})
    found = queries.application_of(nurlan.pk)
    assert found is not None
    assert found.state == "submitted"
    return found


@pytest.fixture
def decision() -> Callable[..., dict[str, str]]:
    def made(outcome: str, **changes: str) -> dict[str, str]:
        said = {"purpose": "verification", "outcome": outcome, "conclusion": "We looked at everything"}
        for each in policy.asked_on(now().date()):
            said |= {each.key: "met", f"{each.key}_reason": "Seen in the papers"}
        return said | changes

    return made


def test_the_queue_says_nothing_and_opens_for_a_purpose_to_who_took_it(
    his: Client, nurlan: Person, dana: Person
) -> None:
    application = queued(his, nurlan)
    here = f"/desk/verification/{application.pk}/"
    hers = browser(dana)
    for page in (hers.get("/desk/verification/"), hers.get(here)):
        assert page.status_code == 200
        assert "Нұрлан" not in page.content.decode()
    for _ in range(2):  # before it is taken, and without a purpose afterwards
        assert "Нұрлан" not in hers.post(f"{here}open/", {"purpose": ""}, follow=True).content.decode()
        hers.post(f"{here}take/")
    paper = Document.objects.get(kind="degree")
    assert hers.post(f"{here}papers/{paper.pk}/", {"purpose": ""}).status_code == 302
    opened = hers.post(f"{here}open/", {"purpose": "verification"}).content.decode()
    assert "Нұрлан Әбдіров" in opened
    assert "12.04.1985" in opened
    given = hers.post(f"{here}papers/{paper.pk}/", {"purpose": "verification"})
    assert b"".join(given.streaming_content).startswith(b"%PDF-")
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["Content-Disposition"].startswith("attachment")
    other = browser(factories.entered("Daniyar", "verifier", number=9))
    for path in ("open/", f"papers/{paper.pk}/"):
        assert "Нұрлан" not in other.post(here + path, {"purpose": "verification"}, follow=True).content.decode()
    for stranger in (factories.olga(), factories.boris(), factories.zoe()):
        assert browser(stranger).post(f"{here}open/", {"purpose": "verification"}).status_code == 404
    seen = [one.facts for one in journal.history_of(nurlan.pk) if one.event == "data.read"]
    assert {"specialist_documents", "specialist_other", "specialist_birth_date"} <= {
        category for one in seen if one["purpose"] == "verification" for category in one["categories"]
    }


def test_a_decision_without_reasons_is_explained_and_nothing_of_it_is_lost(
    his: Client, nurlan: Person, dana: Person, decision: Any
) -> None:
    application = queued(his, nurlan)
    here, hers = f"/desk/verification/{application.pk}/", browser(dana)
    hers.post(f"{here}take/")
    wrong = {
        "Each finding needs its reason.": decision("approved", degree_reason=""),
        "An approval needs this to be met.": decision("approved", words_reason="A promise", degree="lacking"),
        "Say which criterion is lacking.": decision("refused"),
    }
    for words, said in wrong.items():
        answer = hers.post(f"{here}decide/", said)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "We looked at everything" in answer.content.decode()
    assert desk.state_of(nurlan) == "taken"


def test_returned_refused_answered(his: Client, nurlan: Person, dana: Person, decision: Any) -> None:
    application = queued(his, nurlan)
    here, hers = f"/desk/verification/{application.pk}/", browser(dana)
    hers.post(f"{here}take/")
    lacking = {"degree": "lacking", "degree_reason": "The second page is missing"}
    assert hers.post(f"{here}decide/", decision("returned", **lacking)).headers["Location"] == "/desk/verification/"
    page = his.get(APPLY).content.decode()
    assert "The second page is missing" in page
    assert "We looked at everything" in page
    his.post(f"{APPLY}hand-in/", {"note": "Sent again"})
    hers.post(f"{here}take/")
    hers.post(f"{here}decide/", decision("refused", **lacking))
    assert his.post(f"{APPLY}answer/", {"words": ""}).status_code == 422
    assert his.post(f"{APPLY}answer/", {"words": "It was there"}).status_code == 302
    assert desk.state_of(nurlan) == "submitted"
    hers.post(f"{here}take/")
    assert desk.state_of(nurlan) == "submitted"


def test_the_desk_empties_the_queue_of_words_and_of_entries(boris: Person, vera: Person, dana: Person) -> None:
    today = now().date()
    talker, old = scene.listed(boris, dana, checked_on=today), scene.listed(vera, dana, checked_on=today)
    operations.change_words(
        specialist_id=talker.pk, by=boris.pk, at=now(),
        words=operations.Words(
            headline=Text("…", "Гарантирую результат", "…"), about=scene.SOME, approach=scene.SOME
        ),
    )  # fmt: skip
    Specialist.objects.filter(pk=old.pk).update(register_checked_on=today - timedelta(days=30), listed_at=now())
    draft = articles.Draft(
        slug="a", topic="sleep", title=scene.SOME, summary=scene.SOME, body=Text("…", "…", "It cures insomnia")
    )
    articles.begin(draft=draft, by=factories.entered("Elena", "editor", number=41), at=now())
    hers = browser(dana)
    page = hers.get("/desk/verification/words/").content.decode()
    assert "«Гарантирую»" in page
    assert "«cures»" in page
    assert hers.post(f"/desk/verification/words/{old.pk}/pass/").status_code == 404
    assert hers.post(f"/desk/verification/words/{talker.pk}/hide/").status_code == 302
    assert hers.post(f"/desk/verification/words/{talker.pk}/hide/").status_code == 404
    assert "Вера" not in page
    assert old.register_number in hers.get("/desk/verification/entries/").content.decode()
    assert hers.post(f"/desk/verification/entries/{old.pk}/there/").status_code == 302
    assert hers.post(f"/desk/verification/entries/{old.pk}/there/").status_code == 404
    found = {one.pk: (one.unlisted_because, one.register_checked_on) for one in Specialist.objects.all()}
    assert found == {talker.pk: ("verification", today), old.pk: ("", today)}
    with pytest.raises(operations.NotVerified):
        operations.enlist(specialist_id=talker.pk, by=boris.pk, at=now())


def test_taking_it_back_destroys_it_and_ends_the_agreement(his: Client, nurlan: Person) -> None:
    filled(his)
    assert his.post(f"{APPLY}take-back/").status_code == 302
    assert not Application.objects.exists()
    assert not consents.allows(nurlan.pk, policy.VERIFICATION, agreement="practice")
    assert his.post(f"{APPLY}take-back/").status_code == 404
    assert "What we look at" in his.get(APPLY).content.decode()
