"""Where personal data may lie: in databases on the territory of Kazakhstan. A start with a store abroad is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

COUNTRY = "KZ"
LAW = "94-V art. 12(2)"


@dataclass(frozen=True, slots=True)
class Store:
    """`setting`: by which the operator declares its country; `holds`: what lies there."""

    setting: str
    holds: str


STORES = (
    Store("DATABASE_COUNTRY", "the database"),
    Store("KEYS_DATABASE_COUNTRY", "the database of the wrapped keys"),
    Store("FILES_COUNTRY", "the files"),
    Store("MAIL_COUNTRY", "the mailbox and what sends letters"),
    Store("BACKUPS_COUNTRY", "the backups of the data, and the archive of its write-ahead log"),
    Store("KEYS_BACKUPS_COUNTRY", "the backups of the wrapped keys"),
)


def abroad(declared: Mapping[str, str]) -> list[tuple[Store, str]]:
    """The stores that are declared to lie elsewhere, and where."""
    said = [(store, declared.get(store.setting, "").strip().upper()) for store in STORES]
    return [(store, country) for store, country in said if country not in ("", COUNTRY)]


def undeclared(declared: Mapping[str, str]) -> list[Store]:
    return [store for store in STORES if not declared.get(store.setting, "").strip()]
