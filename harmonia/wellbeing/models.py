"""Articles and answers to read without an account. An editor approves each before it can be seen (FEATURES 44).

What a reader asked stands apart, under a key of its own that leads to nobody: it is destroyed when the answer is
published or refused, and with the term of the register in any case. What is published was written anew.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from harmonia.policy import LANGUAGES, Language, Spoken
from harmonia.vault.fields import EncryptedTextField
from harmonia.wellbeing.states import PUBLISHED, REFUSED, ArticleState, QuestionState, Refusal

ARTICLE_PARTS = ("title", "summary", "body")


class Article(models.Model):
    """A text for everybody, in three languages.

    While a published one is changed it stands untouched: the new words are a row of their own that `revises` it, has no
    address, goes the same way through the same states, and ends when it is approved: its words then take the place of
    the published ones. So what is read depends on no draft, and one form and one set of rules serve both.

    `version` counts what was saved. `written_by`: who changed it last. `word`: what another editor says about it.
    `came_at`: since when it stands in its state; of a draft, when it was saved. `updated_at`: when approved again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, blank=True)
    topic = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=10, choices=ArticleState.choices, default=ArticleState.DRAFT)
    title_kk = models.CharField(max_length=160, blank=True)
    title_ru = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    summary_kk = models.CharField(max_length=300, blank=True)
    summary_ru = models.CharField(max_length=300, blank=True)
    summary_en = models.CharField(max_length=300, blank=True)
    body_kk = models.TextField(blank=True)
    body_ru = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    revises = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="revision")
    version = models.PositiveIntegerField(default=0)
    word = models.CharField(max_length=500, blank=True)
    written_by = models.UUIDField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    came_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)
    title = Spoken()
    summary = Spoken()
    body = Spoken()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ArticleState.values), name="article_state_known"),
            models.CheckConstraint(
                condition=Q(state=ArticleState.DRAFT)
                | Q(topic__gt="", **{f"{part}_{code}__gt": "" for part in ARTICLE_PARTS for code in LANGUAGES}),
                name="article_speaks_every_language",
            ),
            models.CheckConstraint(
                condition=Q(state=ArticleState.DRAFT) | Q(slug__gt="") | Q(revises__isnull=False),
                name="article_has_its_address",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ArticleState.DRAFT, ArticleState.PROPOSED)) | Q(published_at__isnull=False),
                name="article_published_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(revises=None)
                | Q(slug="", published_at=None, state__in=(ArticleState.DRAFT, ArticleState.PROPOSED)),
                name="article_change_is_not_read",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("written_by")) | Q(approved_by=None) | Q(written_by=None),
                name="who_writes_an_article_does_not_approve",
            ),
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="one_article_an_address"),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "id"], condition=Q(state=ArticleState.PUBLISHED), name="article_newest"
            ),
            models.Index(fields=["state", "came_at"], name="articles_waiting"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns that are empty yet and may not be when it is proposed."""
        texts = (f"{part}_{code}" for code in LANGUAGES for part in ARTICLE_PARTS)
        return tuple(name for name in ("topic", *texts) if not getattr(self, name))


PARTS = ("title", "text", "answer")


def _spoken(code: str) -> Q:
    return Q(**{f"{part}_{code}__gt": "" for part in PARTS})


class Question(models.Model):
    """A reader's question as the editors wrote it anew, and its answer; each part in the languages that are ready.

    `language`: in which it was asked. `specialist`: who is asked to answer, or has; in `own_languages` the answer is in
    his own words. `word`: what an editor says to him about it. `written_by`: who of the staff wrote the answer, where
    no specialist did. `came_at`: since when it stands in its state.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, blank=True)
    topic = models.CharField(max_length=24, blank=True)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.ASKED)
    title_kk = models.CharField(max_length=160, blank=True)
    title_ru = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    text_kk = models.TextField(blank=True)
    text_ru = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    answer_kk = models.TextField(blank=True)
    answer_ru = models.TextField(blank=True)
    answer_en = models.TextField(blank=True)
    specialist = models.ForeignKey("specialists.Specialist", null=True, on_delete=models.PROTECT, related_name="+")
    own_languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    word = models.CharField(max_length=500, blank=True)
    refused_because = models.CharField(max_length=16, choices=Refusal.choices, blank=True)
    assigned_to = models.UUIDField(null=True)
    written_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    came_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    title = Spoken()
    text = Spoken()
    answer = Spoken()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="question_state_known"),
            models.CheckConstraint(
                condition=(Q(state=REFUSED) & Q(refused_because__in=Refusal.values))
                | (~Q(state=REFUSED) & Q(refused_because="")),
                name="question_refused_has_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=PUBLISHED)
                | (
                    Q(published_at__isnull=False, approved_by__isnull=False)
                    & ~Q(slug="")
                    & ~Q(topic="")
                    & (_spoken("kk") | _spoken("ru") | _spoken("en"))
                ),
                name="question_published_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("written_by")) | Q(approved_by=None) | Q(written_by=None),
                name="who_answers_does_not_approve",
            ),
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="one_answer_an_address"),
        ]
        indexes = [
            models.Index(fields=["-published_at", "id"], condition=Q(state=PUBLISHED), name="answer_newest"),
            models.Index(fields=["state", "came_at"], name="questions_waiting"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_whole_in(self, code: Language) -> bool:
        return all(part.in_language(code).strip() for part in (self.title, self.text, self.answer))

    @property
    def languages(self) -> tuple[Language, ...]:
        """Those in which all of it is ready."""
        return tuple(code for code in LANGUAGES if self.is_whole_in(code))


class Original(models.Model):
    """What the reader sent, while it is needed. Its number is a vault subject of its own; nobody knows whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="original")
    words = EncryptedTextField(category="question_words")
    asked_at = models.DateTimeField()
