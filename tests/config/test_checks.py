import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harmonia.config.checks import abroad, doubtful, unsafe
from harmonia.policy.localisation import LAW, STORES

ROOT = Path(__file__).resolve().parents[2]


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
        "MAILBOX_URL": "imaps://help:secret@mail.example.kz/INBOX",
        "OPERATOR": {"bin": "123456789012"},
        "KMS": "harmonia.vault.gateways.transit.TransitKms",
        "KEYS_DIR": "/srv/keys",
        "ESCROW_DIR": "/mnt/escrow",
        "TRANSIT_ADDRESS": "https://vault.example.kz",
        "TRANSIT_TOKEN": "token",
        "PKCS11_PIN": "",
        "STORE_COUNTRIES": {store.setting: "KZ" for store in STORES},
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
        ("MAILBOX_URL", {"MAILBOX_URL": "imap://help:secret@mail.example.kz/INBOX"}),
        ("OPERATOR_BIN", {"OPERATOR": {}}),
        ("TRANSIT_ADDRESS", {"TRANSIT_ADDRESS": "http://vault.example.kz"}),
        ("TRANSIT_TOKEN", {"TRANSIT_TOKEN": ""}),
        ("PKCS11_PIN", {"KMS": "harmonia.vault.gateways.token.TokenKms"}),
        ("ESCROW_DIR", {"ESCROW_DIR": "/srv/keys/escrow"}),
        ("ESCROW_DIR", {"ESCROW_DIR": "/srv"}),
        ("MAIL_COUNTRY", {"STORE_COUNTRIES": {store.setting: "KZ" for store in STORES} | {"MAIL_COUNTRY": ""}}),
    ],
)
def test_each_unsafe_setting_is_refused_by_name(name: str, changed: dict[str, Any]) -> None:
    assert [found for found, _ in unsafe(settings(**changed))] == [name]


@pytest.mark.parametrize(
    ("name", "changed"),
    [("KMS", {"KMS": "harmonia.vault.gateways.FileKms"}), ("ESCROW_DIR", {"ESCROW_DIR": ""})],
)
def test_what_had_better_not_serve_people_is_warned_of(name: str, changed: dict[str, Any]) -> None:
    assert [found for found, _ in doubtful(settings(**changed))] == [name]
    assert doubtful(settings()) == []
    assert unsafe(settings(**changed)) == [], "and does not stop a start"


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.setting)
def test_a_store_abroad_is_refused_by_name_with_the_law(store: Any) -> None:
    home = {one.setting: "KZ" for one in STORES}
    assert abroad(settings(STORE_COUNTRIES=home)) == []
    assert abroad(settings(STORE_COUNTRIES={})) == [], "undeclared: refused in production alone"
    assert abroad(settings(STORE_COUNTRIES=home | {store.setting: " kz "})) == []
    ((name, wrong),) = abroad(settings(STORE_COUNTRIES=home | {store.setting: "DE"}))
    assert name == store.setting
    assert "DE" in wrong
    assert LAW in wrong


@pytest.mark.parametrize(
    "start",
    [
        ["-c", "import harmonia.config.wsgi"],
        ["-c", "import harmonia.config.asgi"],
        ["-m", "harmonia", "manage", "check"],
    ],
    ids=["pages", "sockets", "commands"],
)
def test_no_process_starts_with_a_store_abroad(start: list[str]) -> None:
    command = [sys.executable, *start]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"FILES_COUNTRY": "IE"}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0
    assert "FILES_COUNTRY is IE: the files must lie in Kazakhstan (94-V art. 12(2))" in done.stderr
