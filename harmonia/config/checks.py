"""A production start refuses unsafe settings, by name (`harmonia serve` runs these; the demonstration does not)."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import LazySettings, settings
from django.core.checks import CheckMessage, Error, Tags, register

PLACEHOLDER_BIN = "000000000000"


def unsafe(chosen: Any) -> list[tuple[str, str]]:
    """(setting, what is wrong with it) for each setting that must not serve people."""
    same = chosen.DATABASES["default"]["NAME"], chosen.DATABASES["default"].get("HOST")
    facts = (
        ("SECRET_KEY", chosen.SECRET_KEY.startswith("not-for-production"), "is the one of the source code"),
        ("PUBLIC_ADDRESS", not chosen.PUBLIC_ADDRESS.startswith("https://"), "is not https"),
        ("HARMONIA_DEMO", chosen.DEMO, "shows everybody's letters"),
        (
            "KEYS_DATABASE_URL",
            same == (chosen.DATABASES["keys"]["NAME"], chosen.DATABASES["keys"].get("HOST")),
            "is the database of the data itself: keys must not lie in the same backups",
        ),
        ("LETTERS", chosen.LETTERS.endswith("LocalLetters"), "writes letters to a folder instead of sending them"),
        ("SMS", chosen.SMS.endswith("LocalSms"), "writes messages to a folder instead of sending them"),
        ("PAYMENT_PROVIDERS", "sandbox" in chosen.PAYMENT_PROVIDERS, "takes practice money"),
        ("ALLOWED_HOSTS", "*" in chosen.ALLOWED_HOSTS, "admits every host name"),
        ("OPERATOR_BIN", chosen.OPERATOR.get("bin", PLACEHOLDER_BIN) == PLACEHOLDER_BIN, "is a placeholder"),
    )
    return [(name, wrong) for name, is_unsafe, wrong in facts if is_unsafe]


@register(Tags.security, deploy=True)
def refuse_unsafe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    chosen: LazySettings = settings
    return [Error(f"{name} {wrong}.", id=f"harmonia.{name}") for name, wrong in unsafe(chosen)]
