"""Who may be given what: pure decisions of the registers."""

from collections.abc import Collection, Iterable

from harmonia import policy


def sendable(recipient: str, purpose: str) -> tuple[str, ...]:
    """The kinds of data that the register lets go to this recipient for this purpose; none: there is no basis."""
    return tuple(
        key
        for key, category in policy.CATEGORIES.items()
        if category.active and recipient in category.recipients and purpose in category.purposes
    )


def covered(wanted: Iterable[str], *, recipient: str, purpose: str, agreed: Collection[str]) -> bool:
    """Whether all of it may go: by the register, and by what the person's own record lists."""
    allowed = set(sendable(recipient, purpose)) & set(agreed)
    chosen = set(wanted)
    return bool(chosen) and chosen <= allowed


def disclosable(wanted: Iterable[str]) -> tuple[str, ...]:
    """Of these kinds, those that the register lets a state body see when the law demands it."""
    return tuple(key for key in wanted if key in policy.CATEGORIES and "state_bodies" in _recipients(key))


def _recipients(category: str) -> tuple[str, ...]:
    return policy.CATEGORIES[category].recipients


def may_open(roles: Iterable[str], category: str) -> tuple[str, ...]:
    """The purposes for which somebody with these roles may open this kind of data, in the register's order."""
    permitted = {
        purpose
        for role in roles
        if role in policy.STAFF_ROLES
        for purpose in policy.STAFF_ROLES[role].purposes
        if policy.permitted(category, purpose)
    }
    return tuple(purpose for purpose in policy.PURPOSES if purpose in permitted)
