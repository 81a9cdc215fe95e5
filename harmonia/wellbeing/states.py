"""Where a reader's question and an article stand on their way to be read, and why a question is refused."""

from django.db import models


class QuestionState(models.TextChoices):
    """ASKED and WRITTEN wait for an editor, GIVEN for the specialist who answers."""

    ASKED = "asked"
    GIVEN = "given"
    WRITTEN = "written"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


ASKED, GIVEN, WRITTEN = QuestionState.ASKED, QuestionState.GIVEN, QuestionState.WRITTEN
PUBLISHED, WITHDRAWN, REFUSED = QuestionState.PUBLISHED, QuestionState.WITHDRAWN, QuestionState.REFUSED
FOR_EDITORS = (ASKED, WRITTEN)

QUESTION_MOVES: dict[str, frozenset[str]] = {
    ASKED: frozenset({GIVEN, WRITTEN, REFUSED}),
    GIVEN: frozenset({ASKED, WRITTEN, REFUSED}),
    WRITTEN: frozenset({GIVEN, PUBLISHED, REFUSED}),
    PUBLISHED: frozenset({WITHDRAWN}),
    WITHDRAWN: frozenset({WRITTEN}),
    REFUSED: frozenset(),
}


class Refusal(models.TextChoices):
    """Kept without the words: they are gone by then. NOT_IN_TIME is nobody's decision: their term was over first."""

    OFF_TOPIC = "off_topic"
    RECOGNISABLE = "recognisable"
    NEEDS_A_MEETING = "needs_a_meeting"
    ANSWERED_BEFORE = "answered_before"
    NOT_A_QUESTION = "not_a_question"
    NOT_IN_TIME = "not_in_time"


class ArticleState(models.TextChoices):
    """A DRAFT is being written; what is PROPOSED waits for another editor's approval."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


# What was withdrawn is read again when a change of it is approved, or goes through the editors' hands as a whole.
ARTICLE_MOVES: dict[str, frozenset[str]] = {
    ArticleState.DRAFT: frozenset({ArticleState.PROPOSED}),
    ArticleState.PROPOSED: frozenset({ArticleState.DRAFT, ArticleState.PUBLISHED}),
    ArticleState.PUBLISHED: frozenset({ArticleState.WITHDRAWN}),
    ArticleState.WITHDRAWN: frozenset({ArticleState.DRAFT, ArticleState.PUBLISHED}),
}
