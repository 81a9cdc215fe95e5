from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class VaultConfig(AppConfig):
    name = "harmonia.vault"

    def ready(self) -> None:
        connection_created.connect(listen)
        post_migrate.connect(guard, sender=self)


def listen(connection: Any, **kwargs: Any) -> None:
    """What the database refuses because of a block is told as that, wherever it is met."""
    from harmonia.vault import blocking

    if blocking.translate not in connection.execute_wrappers:
        connection.execute_wrappers.append(blocking.translate)


def guard(using: str, **kwargs: Any) -> None:
    """A migrated database guards every table that the classification says is about people."""
    from django.db import connections

    from harmonia.vault import blocking

    if using == "default" and "vault_blockedrecord" in connections[using].introspection.table_names():
        blocking.install(using)
