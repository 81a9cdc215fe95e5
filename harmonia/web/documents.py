"""The published documents as a page shows them: the very text of an edition, and the register behind it as a map."""

from typing import Any

from django.utils.timezone import now
from django.utils.translation import get_language

from harmonia import policy
from harmonia.consent import queries
from harmonia.policy.wording import retention_term


class UnknownEdition(Exception):
    """Nothing was ever published under this number."""


def page(key: str, version: int | None) -> dict[str, Any]:
    """What public/document.html takes. Raises policy.UnknownDocument, UnknownEdition."""
    current = queries.current_edition(at=now())
    edition = current if version is None else queries.edition(version)
    if edition is None:
        raise UnknownEdition(version)
    text = queries.text(edition=edition.number, key=key, language=language())
    if text is None:
        raise policy.UnknownDocument(key)
    editions = queries.editions()
    in_force = current is not None and edition.number == current.number
    coming = [each for each in editions if current is not None and each.number > current.number]
    return {
        "document": text,
        "edition": edition,
        "edition_is_current": in_force,
        "edition_is_coming": edition in coming,
        "coming": coming if key == "privacy" and in_force else [],
        "editions": editions if key == "privacy" else [],
        "documents": titles(),
        "changes": changes(edition.number) if key == "privacy" else (),
        "data_map": data_map() if key == "privacy" and in_force and not coming else [],
    }


def changes(number: int) -> tuple[policy.Change, ...]:
    """What an edition changed against the one before it, in words; nothing for the first."""
    return changes_between(number - 1, number)


def changes_between(old: int, new: int) -> tuple[policy.Change, ...]:
    before, after = queries.edition(old), queries.edition(new)
    if before is None or after is None:
        return ()
    return policy.difference(before.register, after.register)


def language() -> policy.Language:
    spoken = get_language()
    return spoken if spoken in policy.LANGUAGES else "ru"


def titles() -> list[tuple[str, str]]:
    """The documents that anyone may read, by key."""
    titled = [(each.key, each.title.in_language(language())) for each in policy.AGREEMENTS.values()]
    return [("privacy", policy.documents.PRIVACY_TITLE.in_language(language())), *titled]


def data_map() -> list[dict[str, Any]]:
    """Each category with its purposes, term and recipients, in words."""
    return [entry(category) for category in policy.CATEGORIES.values()]


def entry(category: policy.Category) -> dict[str, Any]:
    spoken = language()
    rule = policy.RETENTION[category.retention]
    return {
        "key": category.key,
        "title": category.title.in_language(spoken),
        "explanation": category.explanation.in_language(spoken),
        "purposes": [policy.PURPOSES[key].title.in_language(spoken) for key in category.purposes],
        "term": retention_term(rule, policy.EVENTS[rule.from_event].title, spoken),
        "recipients": [policy.RECIPIENTS[key].title.in_language(spoken) for key in category.recipients],
        "encrypted": category.key_class is not None,
        "restricted": category.restricted,
        "active": category.active,
    }
