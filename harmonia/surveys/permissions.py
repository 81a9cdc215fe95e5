"""Who may write, decide and take part."""

from uuid import UUID

from harmonia.surveys.models import Survey, Version
from harmonia.surveys.states import SurveyState


class Denied(Exception):
    """Not allowed; `reason` names why: same_person, not_the_author, not_open."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_second_person(first: UUID, by: UUID) -> None:
    """Whoever wrote it, or asked for it, does not decide on it. The database says the same."""
    if first == by:
        raise Denied("same_person")


def check_writes(version: Version, by: UUID) -> None:
    """A draft is one person's: so it is plain who may not approve it."""
    if version.written_by != by:
        raise Denied("not_the_author")


def check_open(survey: Survey) -> None:
    if survey.state != SurveyState.OPEN:
        raise Denied("not_open")
