"""What the journal asks of the vault: a person's records are sealed under his own key (settings.JOURNAL_KEEPER)."""

from uuid import UUID

from harmonia.vault import keyring, rules

KEY_CLASS = "journal"
COLUMN = rules.column("journal_entry", "record")


def keeps(person: UUID) -> bool:
    """Whether something can be said under the person's key; not any more once it was destroyed."""
    try:
        return bool(keyring.class_key(person, KEY_CLASS))
    except keyring.Erased:
        return False


def tag(person: UUID) -> bytes:
    """Finds a person's rows while his key lives; says nothing afterwards."""
    return rules.mac(keyring.class_key(person, KEY_CLASS).secret, "journal tag")


def seal(person: UUID, record: bytes, row: UUID) -> bytes:
    key = keyring.class_key(person, KEY_CLASS)
    return rules.seal_value(key, record, COLUMN, row)


def unseal(person: UUID, sealed: bytes, row: UUID) -> bytes:
    key = keyring.class_key(person, KEY_CLASS)
    return rules.unseal_value(key, sealed, COLUMN, row)
