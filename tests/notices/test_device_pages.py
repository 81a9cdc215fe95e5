"""The page of devices: the consent first, then this browser, each removable; signing out takes it along."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from harmonia.config import push_key
from harmonia.notices import queries
from harmonia.notices.models import Device
from tests.notices.conftest import NOW, agree, person
from tests.notices.push_service import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ADDRESS = "https://fcm.googleapis.com/fcm/send/abc"
AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def _key(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = push_key.new_key()


def subscription(address: str = ADDRESS, **changed: Any) -> str:
    return json.dumps({"endpoint": address, "expirationTime": None, "keys": Browser().keys, **changed})


def add(client: Client, said: str, **more: str) -> int:
    page = reverse("client:devices")
    return client.post(page, {"subscription": said, **more}, headers={"user-agent": AGENT}).status_code


def test_the_consent_comes_first(client: Client, aigerim: Any) -> None:
    client.force_login(aigerim)
    page = client.get(reverse("client:devices")).content.decode()
    assert 'href="/me/agreements/push/"' in page
    assert "data-signals=" not in page
    assert (add(client, subscription()), Device.objects.count()) == (200, 0)
    client.post("/me/agreements/push/give/")
    assert "data-signals=" in client.get(reverse("client:devices")).content.decode()
    assert (add(client, subscription()), Device.objects.count()) == (302, 1)


def test_a_device_is_named_discreetly_and_its_address_shown_to_nobody(client: Client, aigerim: Any) -> None:
    agree(aigerim, "push")
    client.force_login(aigerim)
    add(client, subscription())
    page = client.get(reverse("client:devices")).content.decode()
    assert "Chrome, Android" in page
    assert ADDRESS not in page


@pytest.mark.parametrize(
    "said",
    [
        "", "x", "[]", "{}", "null", "1", json.dumps({"endpoint": ADDRESS}), json.dumps({"endpoint": 1, "keys": {}}),
        subscription(keys={"p256dh": "x", "auth": "y"}), subscription(keys={"p256dh": None, "auth": None}),
        subscription("http://fcm.googleapis.com/x"), subscription("https://127.0.0.1/x"),
        subscription("https://169.254.169.254/latest/"), subscription(ADDRESS + "x" * 5000),
    ],
)  # fmt: skip
def test_what_is_no_subscription_is_said_and_changes_nothing(client: Client, aigerim: Any, said: str) -> None:
    agree(aigerim, "push")
    client.force_login(aigerim)
    page = client.post(reverse("client:devices"), {"subscription": said})
    assert (page.status_code, Device.objects.count()) == (200, 0)
    assert "error" in page.content.decode()


def test_each_is_removed_by_its_owner_alone_and_once(client: Client, aigerim: Any) -> None:
    agree(aigerim, "push")
    client.force_login(aigerim)
    add(client, subscription())
    removing = reverse("client:device_remove", args=[Device.objects.get().pk])
    zoe = Client()
    zoe.force_login(person("zoe@example.kz", phone="+77010000002"))
    assert (zoe.post(removing).status_code, Device.objects.count()) == (404, 1)
    assert client.get(removing).status_code == 405
    assert (client.post(removing).status_code, client.post(removing).status_code) == (302, 404)


@pytest.mark.parametrize(
    ("more", "cleared", "left"), [({"ends_with_sign_in": "on"}, '"cache", "storage"', 0), ({}, '"cache"', 1)]
)
def test_signing_out_takes_the_device_along_if_wanted(
    client: Client, aigerim: Any, more: dict[str, str], cleared: str, left: int
) -> None:
    agree(aigerim, "push")
    client.force_login(aigerim)
    add(client, subscription(), **more)
    answer = client.post(reverse("public:sign_out"))
    assert answer["Clear-Site-Data"] == cleared
    assert queries.living_devices(aigerim.pk, at=NOW).count() == left


def test_without_a_key_of_the_house_nothing_is_offered(client: Client, aigerim: Any, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    agree(aigerim, "push")
    client.force_login(aigerim)
    assert "data-signals=" not in client.get(reverse("client:devices")).content.decode()
    page = client.get(reverse("client:notice_choices")).content.decode()
    assert "service_push" not in page
    assert "service_sms" in page


def test_what_was_chosen_of_devices_outlives_a_house_without_signals(
    client: Client, aigerim: Any, settings: Any
) -> None:
    client.force_login(aigerim)
    page = reverse("client:notice_choices")
    assert 'name="service_push"' in client.get(page).content.decode()
    client.post(page, {"service_sms": "on"})
    settings.VAPID_PRIVATE_KEY = ""
    assert client.post(page, {"service_sms": "on"}).status_code == 302
    assert queries.preferences(aigerim.pk)["service", "push"] is False
