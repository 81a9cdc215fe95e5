from types import SimpleNamespace
from typing import Any

import pytest

from harmonia.config.checks import unsafe


def settings(**changed: Any) -> SimpleNamespace:
    safe = {
        "SECRET_KEY": "x" * 64,
        "PUBLIC_ADDRESS": "https://harmonia.kz",
        "DEMO": False,
        "DATABASES": {"default": {"NAME": "harmonia", "HOST": "one"}, "keys": {"NAME": "keys", "HOST": "two"}},
        "LETTERS": "harmonia.notices.gateways.SmtpLetters",
        "SMS": "harmonia.notices.gateways.HttpSms",
        "PAYMENT_PROVIDERS": ["cloudpayments"],
        "ALLOWED_HOSTS": ["harmonia.kz"],
        "OPERATOR": {"bin": "123456789012"},
    }
    return SimpleNamespace(**safe | changed)


def test_safe_settings_are_accepted() -> None:
    assert unsafe(settings()) == []


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("SECRET_KEY", {"SECRET_KEY": "not-for-production-000"}),
        ("PUBLIC_ADDRESS", {"PUBLIC_ADDRESS": "http://harmonia.kz"}),
        ("HARMONIA_DEMO", {"DEMO": True}),
        (
            "KEYS_DATABASE_URL",
            {"DATABASES": {"default": {"NAME": "h", "HOST": "a"}, "keys": {"NAME": "h", "HOST": "a"}}},
        ),
        ("LETTERS", {"LETTERS": "harmonia.notices.gateways.LocalLetters"}),
        ("SMS", {"SMS": "harmonia.notices.gateways.LocalSms"}),
        ("PAYMENT_PROVIDERS", {"PAYMENT_PROVIDERS": ["sandbox"]}),
        ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ["*"]}),
        ("OPERATOR_BIN", {"OPERATOR": {}}),
    ],
)
def test_each_unsafe_setting_is_refused_by_name(name: str, changed: dict[str, Any]) -> None:
    assert [found for found, _ in unsafe(settings(**changed))] == [name]
