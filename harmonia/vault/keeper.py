"""What the journal asks of the vault: a person's records are sealed under his own key (settings.JOURNAL_KEEPER)."""

from uuid import UUID

from harmonia.vault import keyring, rules

KEY_CLASS = "journal"


def tag(subject_id: UUID) -> bytes:
    """Finds a person's rows while his key lives; says nothing afterwards."""
    _, key = keyring.class_key(subject_id, KEY_CLASS)
    return rules.mac(key, "journal tag")


def seal(subject_id: UUID, record: bytes, bound_to: bytes) -> bytes:
    _, key = keyring.class_key(subject_id, KEY_CLASS)
    return rules.seal(key, record, bound_to)


def unseal(subject_id: UUID, sealed: bytes, bound_to: bytes) -> bytes:
    _, key = keyring.class_key(subject_id, KEY_CLASS)
    return rules.unseal(key, sealed, bound_to)
