"""Answers that staff keep ready."""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.journal import operations as journal
from harmonia.support import permissions, queries
from harmonia.support.models import Letter, ReadyAnswer
from harmonia.support.rules import ready


class UnknownBlank(Exception):
    """Something stands in braces that nothing would be put into. `blanks`: what."""

    def __init__(self, blanks: list[str]) -> None:
        super().__init__(", ".join(blanks))
        self.blanks = blanks


class TitleTaken(Exception):
    """Another ready answer is called so."""


@transaction.atomic
def write_ready(*, title: str, text: policy.Text, by: Person, at: datetime, number: int | None = None) -> ReadyAnswer:
    """A new one, or other words for the one of that number.

    Raises UnknownBlank, TitleTaken, ReadyAnswer.DoesNotExist.
    """
    permissions.check_decide(by)
    if unknown := [blank for words in asdict(text).values() for blank in ready.unknown_blanks(words)]:
        raise UnknownBlank(sorted(set(unknown)))
    answer = queries.locked_ready(number) if number is not None else ReadyAnswer()
    answer.title, answer.written_by, answer.written_at = title, by.pk, at
    answer.text_kk, answer.text_ru, answer.text_en = text.kk, text.ru, text.en
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError:
        raise TitleTaken(title) from None
    journal.record("support.ready_written", subject=None, actor=by.pk, at=at, answer=answer.pk)
    return answer


@transaction.atomic
def drop_ready(*, number: int, by: Person, at: datetime) -> None:
    """Raises ReadyAnswer.DoesNotExist."""
    permissions.check_decide(by)
    queries.locked_ready(number).delete()
    journal.record("support.ready_dropped", subject=None, actor=by.pk, at=at, answer=number)


def ready_words(*, number: int, letter: Letter) -> str:
    """In the language of who will read it, with the blanks filled. Raises ReadyAnswer.DoesNotExist."""
    answer = queries.ready_answer(number)
    language = letter.account.language if letter.account else letter.language
    here = settings.PUBLIC_ADDRESS
    values = {
        "number": letter.thread.number if letter.thread else "",
        "site": f"{here}/",
        "sos": f"{here}/sos/",
        "requests": f"{here}/requests/",
        "email": policy.Operator(**settings.OPERATOR).email,
    }
    return ready.filled(answer.text.in_language(language), values)
