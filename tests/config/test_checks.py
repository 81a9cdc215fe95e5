import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.module_loading import import_string

from harmonia.config import push_key
from harmonia.config.checks import abroad, doubtful, unsafe
from harmonia.notices.gateways.events import tracking_view
from harmonia.notices.rules.providers import PROVIDERS
from harmonia.policy.localisation import LAW, STORES

ROOT = Path(__file__).resolve().parents[2]


def settings(**changed: Any) -> SimpleNamespace:
    safe = {
        "SECRET_KEY": "x" * 64,
        "PUBLIC_ADDRESS": "https://harmonia.kz",
        "DEMO": False,
        "DATABASES": {"default": {"NAME": "harmonia", "HOST": "one"}, "keys": {"NAME": "keys", "HOST": "two"}},
        "LETTERS": "harmonia.notices.gateways.SmtpLetters",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.kz",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
        "MAIL_PROVIDER": "",
        "ANYMAIL": {},
        "SMS": "harmonia.notices.gateways.SmscKz",
        "SMSC_ADDRESS": "https://smsc.kz",
        "SMSC_API_KEY": "a key",
        "MOBIZON_ADDRESS": "https://api.mobizon.kz",
        "MOBIZON_API_KEY": "",
        "PAYMENT_PROVIDERS": ["cloudpayments"],
        "CLOUDPAYMENTS_API_SECRET": "of the provider",
        "FREEDOMPAY_MERCHANT_ID": "1",
        "FREEDOMPAY_SECRET": "of the other provider",
        "PAYOUT_BANK": "by_hand",
        "ALLOWED_HOSTS": ["harmonia.kz"],
        "MAILBOX_URL": "imaps://help:secret@mail.example.kz/INBOX",
        "OPERATOR": {"bin": "123456789012"},
        "PUSH_NETWORKS": [],
        "CALENDAR_NETWORKS": [],
        "VAPID_PRIVATE_KEY": push_key.new_key(),
        "CLAMD_ADDRESS": "127.0.0.1:3310",
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
        ("LETTERS", {"LETTERS": "harmonia.notices.gateways.Pigeons"}),
        ("EMAIL_URL", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        ("EMAIL_URL", {"EMAIL_USE_TLS": False}),
        ("SMS", {"SMS": "harmonia.notices.gateways.LocalSms"}),
        ("SMS", {"SMS": "harmonia.notices.gateways.Pigeons"}),
        ("SMSC_API_KEY", {"SMSC_API_KEY": ""}),
        ("SMSC_ADDRESS", {"SMSC_ADDRESS": "http://smsc.kz"}),
        ("MOBIZON_API_KEY", {"SMS": "harmonia.notices.gateways.MobizonKz"}),
        ("PAYMENT_PROVIDERS", {"PAYMENT_PROVIDERS": ["sandbox"]}),
        ("CLOUDPAYMENTS_API_SECRET", {"CLOUDPAYMENTS_API_SECRET": ""}),
        ("FREEDOMPAY_SECRET", {"PAYMENT_PROVIDERS": ["freedompay"], "FREEDOMPAY_SECRET": "short"}),
        ("FREEDOMPAY_MERCHANT_ID", {"PAYMENT_PROVIDERS": ["freedompay"], "FREEDOMPAY_MERCHANT_ID": ""}),
        ("PAYOUT_BANK", {"PAYOUT_BANK": "sandbox"}),
        ("PAYOUT_BANK", {"PAYOUT_BANK": "some bank"}),
        ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ["*"]}),
        ("MAILBOX_URL", {"MAILBOX_URL": "imap://help:secret@mail.example.kz/INBOX"}),
        ("OPERATOR_BIN", {"OPERATOR": {}}),
        ("PUSH_NETWORKS", {"PUSH_NETWORKS": ["10.20.0.0/16", "0.0.0.0/0"]}),
        ("PUSH_NETWORKS", {"PUSH_NETWORKS": ["everything"]}),
        ("CALENDAR_NETWORKS", {"CALENDAR_NETWORKS": ["0.0.0.0/0"]}),
        ("VAPID_PRIVATE_KEY", {"VAPID_PRIVATE_KEY": "not a key"}),
        ("VAPID_PRIVATE_KEY", {"VAPID_PRIVATE_KEY": "AAAA"}),
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


AT_HOME = {
    "postal": {"POSTAL_API_KEY": "k", "POSTAL_API_URL": "https://postal.example.kz", "POSTAL_WEBHOOK_KEY": "MIGf"},
    "mailgun": {
        "MAILGUN_API_KEY": "k",
        "MAILGUN_API_URL": "https://mailgun.example.kz/v3",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "s",
    },
    "brevo": {
        "BREVO_API_KEY": "k",
        "BREVO_API_URL": "https://brevo.example.kz/v3",
        "WEBHOOK_SECRET": "events:a-password-of-some-length",
    },
}


def by_provider(name: str, given: dict[str, str]) -> list[str]:
    chosen = settings(LETTERS="harmonia.notices.gateways.AnymailLetters", MAIL_PROVIDER=name, ANYMAIL=given)
    return [found for found, _ in unsafe(chosen)]


@pytest.mark.parametrize("name", AT_HOME)
def test_a_provider_of_mail_at_home_is_accepted_and_each_of_its_settings_is_needed(name: str) -> None:
    assert by_provider(name, AT_HOME[name]) == []
    for setting in AT_HOME[name]:
        given = {each: value for each, value in AT_HOME[name].items() if each != setting}
        missing = "MAIL_PROVIDER" if name != "postal" and setting.endswith("_API_URL") else f"ANYMAIL_{setting}"
        assert by_provider(name, given) == [missing]


def test_a_provider_that_nobody_knows_or_that_stands_abroad_is_refused_by_name() -> None:
    assert by_provider("", {}) == by_provider("pigeons", {}) == ["MAIL_PROVIDER"]
    abroad = AT_HOME["mailgun"] | {"MAILGUN_API_URL": "https://api.eu.mailgun.net/v3"}
    assert by_provider("mailgun", abroad) == ["MAIL_PROVIDER"]
    clear = AT_HOME["mailgun"] | {"MAILGUN_API_URL": "http://mailgun.example.kz/v3"}
    assert by_provider("mailgun", clear) == ["ANYMAIL_MAILGUN_API_URL"]
    assert by_provider("brevo", AT_HOME["brevo"] | {"WEBHOOK_SECRET": "short:one"}) == ["ANYMAIL_WEBHOOK_SECRET"]


def test_every_known_provider_is_one_that_the_library_speaks_with() -> None:
    for name in PROVIDERS:
        assert import_string(f"anymail.backends.{name}.EmailBackend")
        assert import_string(tracking_view(name))


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("KMS", {"KMS": "harmonia.vault.gateways.FileKms"}),
        ("VAPID_PRIVATE_KEY", {"VAPID_PRIVATE_KEY": ""}),
        ("CLAMD_ADDRESS", {"CLAMD_ADDRESS": ""}),
        ("ESCROW_DIR", {"ESCROW_DIR": ""}),
    ],
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
