"""What takes two people: whoever began it may not end it. The database says the same by its constraints."""

from uuid import UUID


class SamePerson(Exception):
    """What takes two people cannot be decided by the one who proposed or prepared it."""


def check_second_person(first: UUID | None, by: UUID) -> None:
    """Raises SamePerson."""
    if first == by:
        raise SamePerson(by)
