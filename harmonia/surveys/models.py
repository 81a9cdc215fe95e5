"""Surveys, their versions, who takes part, and what comes of it (5.9; 332-VIII art. 16).

What a participant answers is one value under his own key and under a key of the participation's own, which dies when he
leaves: then nothing of it can be read, in no copy either. Which questions he answered stands nowhere in clear: of a
question that is asked after a certain answer this alone would tell the answer. A version that was published never
changes: a trigger says so.
"""

import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia import policy
from harmonia.surveys.rules import questions
from harmonia.surveys.states import (
    ExportState,
    ParticipationState,
    QuoteState,
    SurveyKind,
    SurveyState,
    TalkState,
    VersionState,
)
from harmonia.vault.fields import EncryptedJSONField

PERSON = settings.AUTH_USER_MODEL


class Survey(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=SurveyKind.choices)
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.DRAFT)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SurveyKind.values), name="survey_kind_known"),
            models.CheckConstraint(condition=Q(state__in=SurveyState.values), name="survey_state_known"),
            models.CheckConstraint(
                condition=Q(state=SurveyState.DRAFT) | Q(opened_at__isnull=False, closes_at__gt=F("opened_at")),
                name="an_open_survey_has_its_end",
            ),
        ]


class Version(models.Model):
    """The questions as one wrote and another approved them. `content` is what `rules.questions` reads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    content = models.JSONField()
    days = models.PositiveSmallIntegerField()
    written_by = models.UUIDField()
    decided_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="versions_of_a_survey_are_in_order"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(state=VersionState.PUBLISHED), name="one_version_is_asked"
            ),
            models.UniqueConstraint(
                fields=["survey"],
                condition=Q(state__in=[VersionState.DRAFT, VersionState.PROPOSED]),
                name="one_version_is_written",
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="version_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("written_by")), name="who_writes_does_not_approve"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[VersionState.PUBLISHED, VersionState.REPLACED]) | Q(decided_by__isnull=False),
                name="a_published_version_was_approved",
            ),
        ]

    @cached_property
    def paper(self) -> questions.Paper:
        return questions.paper(self.content)

    @property
    def title(self) -> policy.Text:
        return self.paper.title


class Participation(models.Model):
    """One person in one survey, by the version that he began. Its number is the vault subject whose key dies with it.

    `answers`: question -> value; see `rules.questions`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="participations")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="participations")
    state = models.CharField(max_length=10, choices=ParticipationState.choices, default=ParticipationState.BEGUN)
    answers: Any = EncryptedJSONField(category="survey_answers", subject="person_id", own_key="id")
    begun_at = models.DateTimeField()
    written_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "survey"], name="one_takes_part_once"),
            models.CheckConstraint(condition=Q(state__in=ParticipationState.values), name="participation_state_known"),
        ]


class Result(models.Model):
    """What was counted of one version, once, after the closing: the protected counts and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="result")
    document = models.JSONField()
    counted_at = models.DateTimeField()


class Quote(models.Model):
    """That the words to one question may go out, once somebody has read them. The words stay with the answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="quotes")
    question = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=QuoteState.choices, default=QuoteState.WAITING)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participation", "question"], name="words_are_quoted_once"),
            models.CheckConstraint(condition=Q(state__in=QuoteState.values), name="quote_state_known"),
        ]


class Talk(models.Model):
    """A time that a participant of an interview offers. `place`: where to come, in the researcher's words."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, primary_key=True, related_name="talk")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=TalkState.choices, default=TalkState.OFFERED)
    place = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=TalkState.values), name="talk_state_known")]


class Export(models.Model):
    """A file for research: who asked for it, and who else approved it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.ASKED)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="who_asks_does_not_release"
            ),
            models.UniqueConstraint(fields=["survey"], condition=Q(state="asked"), name="one_export_waits"),
        ]
