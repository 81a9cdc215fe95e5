"""Every kind of personal data that the service may hold (clauses 4.1, 4.2, 4.4), and the one question asked of it."""

from collections.abc import Mapping

from harmonia.policy.categories.account import ACCOUNT_CATEGORIES
from harmonia.policy.categories.afterwards import AFTERWARDS_CATEGORIES
from harmonia.policy.categories.letters import LETTER_CATEGORIES
from harmonia.policy.categories.service import SERVICE_CATEGORIES
from harmonia.policy.categories.specialist import SPECIALIST_CATEGORIES
from harmonia.policy.terms import Category

CATEGORIES: dict[str, Category] = {
    category.key: category
    for category in (
        *ACCOUNT_CATEGORIES,
        *SPECIALIST_CATEGORIES,
        *SERVICE_CATEGORIES,
        *LETTER_CATEGORIES,
        *AFTERWARDS_CATEGORIES,
    )
}


def permitted(
    category: str, purpose: str, categories: Mapping[str, Category] = CATEGORIES, *, by_person: bool = False
) -> bool:
    """May data of the category be read for the purpose? What the register does not name is not permitted (7.2.1)."""
    declared = categories.get(category)
    if declared is None or not declared.active or purpose not in declared.purposes:
        return False
    return not (by_person and purpose in declared.by_program_only)
