"""Who writes does not approve, and what was published stays."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.surveys import operations, permissions, queries
from harmonia.surveys.models import Version
from harmonia.surveys.states import SurveyState, VersionState
from tests.factories import NOW
from tests.surveys import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def nurlan() -> Person:
    return scene.nurlan()


@pytest.fixture
def saule() -> Person:
    return scene.saule()


def test_two_people_publish_it(nurlan: Person, saule: Person) -> None:
    survey = scene.opened(by=nurlan.pk, approved_by=saule.pk)
    (version,) = survey.versions.all()
    assert (survey.state, version.state) == (SurveyState.OPEN, VersionState.PUBLISHED)
    assert (survey.closes_at - survey.opened_at).days == 30
    assert version.paper.questions == scene.PAPER


def test_the_author_alone_cannot(nurlan: Person) -> None:
    draft = scene.drafted(nurlan.pk)
    operations.propose(version_id=draft.pk, by=nurlan.pk, at=NOW)
    with pytest.raises(permissions.Denied, match="same_person"):
        operations.decide(version_id=draft.pk, approve=True, by=nurlan.pk, at=NOW)
    with pytest.raises(IntegrityError, match="who_writes_does_not_approve"), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(decided_by=nurlan.pk)


def test_a_draft_is_its_authors(nurlan: Person, saule: Person) -> None:
    draft = scene.drafted(nurlan.pk)
    with pytest.raises(permissions.Denied, match="not_the_author"):
        operations.put_question(version_id=draft.pk, question=scene.TELL, by=saule.pk)
    with pytest.raises(permissions.Denied, match="not_the_author"):
        operations.propose(version_id=draft.pk, by=saule.pk, at=NOW)


def test_what_is_given_back_is_written_on(nurlan: Person, saule: Person) -> None:
    draft = scene.drafted(nurlan.pk)
    operations.propose(version_id=draft.pk, by=nurlan.pk, at=NOW)
    with pytest.raises(operations.WrongState):
        operations.remove_question(version_id=draft.pk, key="tell", by=nurlan.pk)
    assert operations.decide(version_id=draft.pk, approve=False, by=saule.pk, at=NOW).state == VersionState.DRAFT
    operations.remove_question(version_id=draft.pk, key="tell", by=nurlan.pk)
    operations.move_up(version_id=draft.pk, key="since", by=nurlan.pk)
    draft = Version.objects.get(pk=draft.pk)
    assert [one.key for one in draft.paper.questions] == ["easy", "what", "grade", "since", "times"]


def test_an_unfinished_paper_is_not_proposed(nurlan: Person) -> None:
    draft = operations.begin(kind="survey", head=scene.HEAD, days=30, by=nurlan.pk, at=NOW)
    with pytest.raises(operations.Unfinished) as unfinished:
        operations.propose(version_id=draft.pk, by=nurlan.pk, at=NOW)
    assert unfinished.value.faults == (("", "no_questions"),)


def test_it_stays_open_no_longer_than_the_register_says(nurlan: Person) -> None:
    draft = operations.begin(kind="survey", head=scene.HEAD, days=9999, by=nurlan.pk, at=NOW)
    assert draft.days == policy.THRESHOLDS["survey_days"].amount


def test_a_published_version_never_changes_whoever_tries(nurlan: Person, saule: Person) -> None:
    survey = scene.opened(by=nurlan.pk, approved_by=saule.pk)
    version = survey.versions.get()
    with pytest.raises(operations.WrongState):
        operations.put_question(version_id=version.pk, question=scene.TELL, by=nurlan.pk)
    with pytest.raises(DatabaseError, match="keeps the words"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(content={})
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Version.objects.filter(pk=version.pk).delete()


def test_a_change_is_a_new_version(nurlan: Person, saule: Person) -> None:
    survey = scene.opened(by=nurlan.pk, approved_by=saule.pk)
    draft = operations.revise(survey_id=survey.pk, by=saule.pk, at=NOW)
    with pytest.raises(operations.WrongState):
        operations.revise(survey_id=survey.pk, by=nurlan.pk, at=NOW)
    operations.remove_question(version_id=draft.pk, key="tell", by=saule.pk)
    operations.propose(version_id=draft.pk, by=saule.pk, at=NOW)
    operations.decide(version_id=draft.pk, approve=True, by=nurlan.pk, at=NOW)
    assert [(one.number, one.state) for one in queries.published(survey.pk)] == [
        (1, VersionState.REPLACED),
        (2, VersionState.PUBLISHED),
    ]
    assert [len(one.paper.questions) for one in queries.published(survey.pk)] == [6, 5]
