"""An agreement in the words of the page: the items of 94-V art. 8(4), each from the register."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from harmonia import policy


@dataclass(frozen=True)
class InWords:
    key: str
    title: str
    summary: str
    purposes: list[str]
    categories: list[str]
    recipients: list[str]
    third_parties: bool
    abroad: bool
    published: bool
    term: str
    way_to_withdraw: str


def in_words(agreement: policy.Agreement) -> InWords:
    spoken = get_language() or "ru"
    operator = policy.Operator(**settings.OPERATOR)
    return InWords(
        key=agreement.key,
        title=agreement.title.in_language(spoken),
        summary=agreement.summary.in_language(spoken),
        purposes=[policy.PURPOSES[key].title.in_language(spoken) for key in agreement.purposes],
        categories=[policy.CATEGORIES[key].title.in_language(spoken) for key in agreement.categories],
        recipients=[policy.RECIPIENTS[key].title.in_language(spoken) for key in agreement.recipients],
        third_parties=agreement.third_parties,
        abroad=agreement.abroad,
        published=agreement.published,
        term=agreement.term.in_language(spoken),
        way_to_withdraw=agreement.way_to_withdraw.in_language(spoken).format(email=operator.email),
    )
