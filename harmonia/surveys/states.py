"""What kinds of asking there are, and where a survey, its versions, a participation and what comes of them stand."""

from django.db import models


class SurveyKind(models.TextChoices):
    """Each value is also the key of the informed consent that taking part needs."""

    SURVEY = "survey"
    INTERVIEW = "interview"
    TEST = "test"
    STUDY = "study"


class SurveyState(models.TextChoices):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"


SURVEY_MOVES: dict[str, frozenset[str]] = {
    SurveyState.DRAFT: frozenset({SurveyState.OPEN}),
    SurveyState.OPEN: frozenset({SurveyState.CLOSED}),
    SurveyState.CLOSED: frozenset({SurveyState.COUNTED}),
    SurveyState.COUNTED: frozenset(),
}


class VersionState(models.TextChoices):
    """PUBLISHED is what a person who begins now is asked; whoever began a REPLACED one ends that one."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    REPLACED = "replaced"


VERSION_MOVES: dict[str, frozenset[str]] = {
    VersionState.DRAFT: frozenset({VersionState.PROPOSED}),
    VersionState.PROPOSED: frozenset({VersionState.PUBLISHED, VersionState.DRAFT}),
    VersionState.PUBLISHED: frozenset({VersionState.REPLACED}),
    VersionState.REPLACED: frozenset(),
}


class ParticipationState(models.TextChoices):
    """Whoever leaves has no row any more."""

    BEGUN = "begun"
    FINISHED = "finished"


PARTICIPATION_MOVES: dict[str, frozenset[str]] = {
    ParticipationState.BEGUN: frozenset({ParticipationState.FINISHED}),
    ParticipationState.FINISHED: frozenset(),
}


class QuoteState(models.TextChoices):
    """Free words whose author agreed to their going out: a person reads them first."""

    WAITING = "waiting"
    PASSED = "passed"
    WITHHELD = "withheld"


QUOTE_MOVES: dict[str, frozenset[str]] = {
    QuoteState.WAITING: frozenset({QuoteState.PASSED, QuoteState.WITHHELD}),
    QuoteState.PASSED: frozenset({QuoteState.WITHHELD}),
    QuoteState.WITHHELD: frozenset(),
}


class TalkState(models.TextChoices):
    """A participant's offer to talk at a time."""

    OFFERED = "offered"
    AGREED = "agreed"
    DECLINED = "declined"


TALK_MOVES: dict[str, frozenset[str]] = {
    TalkState.OFFERED: frozenset({TalkState.AGREED, TalkState.DECLINED}),
    TalkState.AGREED: frozenset({TalkState.DECLINED}),
    TalkState.DECLINED: frozenset(),
}


class ExportState(models.TextChoices):
    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"


EXPORT_MOVES: dict[str, frozenset[str]] = {
    ExportState.ASKED: frozenset({ExportState.APPROVED, ExportState.DECLINED}),
    ExportState.APPROVED: frozenset(),
    ExportState.DECLINED: frozenset(),
}


class QuestionKind(models.TextChoices):
    SINGLE = "single"
    SEVERAL = "several"
    SCALE = "scale"
    NUMBER = "number"
    DATE = "date"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"


CHOSEN: frozenset[str] = frozenset({QuestionKind.SINGLE, QuestionKind.SEVERAL})
BOUNDED: frozenset[str] = frozenset({QuestionKind.SCALE, QuestionKind.NUMBER, QuestionKind.DATE})
WORDS: frozenset[str] = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
