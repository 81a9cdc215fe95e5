from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "harmonia.core"

    def ready(self) -> None:
        connection_created.connect(listen)


def listen(connection: Any, **kwargs: Any) -> None:
    """Every statement says who reads, where a guarded table is named."""
    from harmonia.core import row_security

    if row_security.tell not in connection.execute_wrappers:
        connection.execute_wrappers.append(row_security.tell)
