from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConsentConfig(AppConfig):
    name = "harmonia.consent"

    def ready(self) -> None:
        post_migrate.connect(publish, sender=self)


def publish(using: str, **kwargs: Any) -> None:
    """A migrated database always holds the edition of the register that the code carries (12.3)."""
    from django.db import connections
    from django.utils import timezone

    from harmonia.consent import operations

    if using == "default" and "consent_editiontext" in connections[using].introspection.table_names():
        operations.publish_edition(timezone.now())
