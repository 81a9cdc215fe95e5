"""Where a reader's question stands on its way to a published answer, and why one is refused."""

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
