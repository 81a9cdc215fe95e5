"""Signals to devices: encrypted for the device alone, sent nowhere else, discreet; each is its owner's to remove."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from harmonia import policy
from harmonia.accounts.models import Person, SignIn
from harmonia.config import push_key
from harmonia.consent import operations as consent
from harmonia.core import public_net
from harmonia.notices import gateways, operations, queries
from harmonia.notices.models import Device, Notice
from harmonia.notices.rules import events, signals
from harmonia.notices.states import Channel, Kind, NoticeState
from harmonia.vault import operations as vault
from harmonia.vault import reading
from tests.notices.conftest import NOW, STARTS, agree, person, send
from tests.notices.push_service import Browser, PushService, plain
from tests.notices.test_letters import TELLTALE

database = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(scope="module")
def _service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    service = PushService(tmp_path_factory.mktemp("push"))
    yield service
    service.close()


@pytest.fixture
def service(_service: PushService, settings: Any) -> PushService:
    settings.VAPID_PRIVATE_KEY = push_key.new_key()
    settings.PUSH_SERVICES = [f"localhost:{_service.port}"]
    settings.PUSH_NETWORKS = ["127.0.0.0/8", "::1/128"]
    settings.PUSH_CA = str(_service.certificate)
    _service.came.clear()
    _service.answers.clear()
    return _service


def sign_in_of(owner: Person) -> SignIn:
    return SignIn.objects.create(
        key_sha256=uuid4().bytes * 2,
        person=owner,
        session="",
        started_at=NOW,
        last_seen_at=NOW,
        idle_minutes=60,
        idle_until=NOW + timedelta(hours=1),
        expires_at=NOW + timedelta(days=1),
    )


def add(owner: Person, address: str, browser: Browser | None = None, **changed: Any) -> Device:
    said = {"name": "Firefox, Android", "sign_in_id": uuid4(), "ends_with_sign_in": False, "at": NOW}
    keys = (browser or Browser()).keys
    return operations.add_device(person_id=owner.pk, address=address, **keys, **said | changed)


@pytest.fixture
def agreed(aigerim: Person) -> Person:
    agree(aigerim, "push")
    return aigerim


def pushed(event: str, owner: Person, **facts: Any) -> list[tuple[str, str]]:
    """Send and deliver; how each signal ended."""
    sent = operations.send(event, person_id=owner.pk, at=NOW, facts=facts)
    ended = [operations.deliver(notice_id=each.pk, at=NOW) for each in sent if each.channel == Channel.PUSH]
    return [(notice.state, notice.reason) for notice in ended]


BOOKED = {"starts_at": STARTS, "path": "/me/appointments/1/"}


@database
@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Сізге хабар бар"), ("ru", "Для вас есть сообщение"), ("en", "You have a notice")]
)
def test_a_signal_is_opened_by_its_device_alone_and_says_nothing(agreed, service, language: str, words: str) -> None:
    Person.objects.filter(pk=agreed.pk).update(language=language)
    browser = Browser()
    add(agreed, service.address(), browser)
    assert pushed("booking.booked", agreed, **BOOKED) == [(NoticeState.SENT, "")]
    [came] = service.came
    said = browser.opened(came.body)
    assert json.loads(said) == {"title": "Harmonia", "body": words, "lang": language}
    assert (len(said), TELLTALE.findall(words)) == (signals.SIZE, [])
    assert b"Aigerim" not in said
    with pytest.raises(InvalidTag):
        Browser().opened(came.body)


@database
def test_it_goes_as_the_standards_say(agreed, service, settings) -> None:
    add(agreed, service.address("/push/one?x=1"))
    pushed("booking.booked", agreed, **BOOKED)
    [came] = service.came
    asked = {name: came.headers[name] for name in ("content-encoding", "ttl", "urgency", "topic", "host")}
    assert asked == {
        "content-encoding": "aes128gcm",
        "ttl": "86400",
        "urgency": "normal",
        "topic": "notice",
        "host": f"localhost:{service.port}",
    }
    assert came.path == "/push/one?x=1"
    assert came.claims == {
        "aud": f"https://localhost:{service.port}",
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
        "sub": f"mailto:{policy.Operator(**settings.OPERATOR).email}",
        "key": gateways.public_key(),
    }
    assert len(plain(gateways.public_key())) == 65


@database
def test_whoever_waits_is_told_at_once_and_not_in_an_hour(agreed, service) -> None:
    add(agreed, service.address())
    pushed("room.awaited", agreed, path="/room/1/")
    assert (service.came[0].headers["urgency"], service.came[0].headers["ttl"]) == ("high", "900")


def test_the_example_of_the_standard_is_opened() -> None:
    """RFC 8291, appendix A: so that the opener of these tests is held to something that is not ours."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = int.from_bytes(plain("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    browser = Browser(ec.derive_private_key(number, ec.SECP256R1()), plain("BTBZMqHH6r4Tts7J_aSIgg"))
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7"
        "A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.opened(plain(body)) == b"When I grow up, I want to be a watermelon"


@database
def test_every_device_is_told_and_each_once(agreed, service) -> None:
    for path in ("/push/one", "/push/two"):
        add(agreed, service.address(path))
    for _ in range(2):
        operations.send("booking.booked", person_id=agreed.pk, at=NOW, facts=BOOKED, once="1")
    signals_sent = list(Notice.objects.filter(channel=Channel.PUSH))
    for notice in signals_sent * 2:
        operations.deliver(notice_id=notice.pk, at=NOW)
    assert sorted(came.path for came in service.came) == ["/push/one", "/push/two"]


@database
def test_several_notices_at_once_are_one_signal(agreed, service) -> None:
    add(agreed, service.address())
    first = operations.send("booking.cancelled", person_id=agreed.pk, at=NOW, facts=BOOKED)
    second = operations.send("payment.refunded", person_id=agreed.pk, at=NOW, facts={"amount_kzt": 5})
    for notice in (*first, *second):
        operations.deliver(notice_id=notice.pk, at=NOW)
    assert len(service.came) == 1
    assert sorted(Notice.objects.filter(channel="push").values_list("reason", flat=True)) == ["", "overtaken"]


@database
def test_without_a_consent_no_device_is_added_and_none_is_told(aigerim, service) -> None:
    with pytest.raises(consent.ConsentMissing):
        add(aigerim, service.address())
    agree(aigerim, "push")
    add(aigerim, service.address())
    queued = operations.send("booking.booked", person_id=aigerim.pk, at=NOW, facts=BOOKED)
    consent.withdraw(person_id=aigerim.pk, agreement="push", language="ru", method="cabinet", at=NOW)
    ended = [operations.deliver(notice_id=notice.pk, at=NOW) for notice in queued]
    assert [notice.reason for notice in ended if notice.channel == Channel.PUSH] == ["no_consent"]
    assert (operations.stop_signals(person_id=aigerim.pk, at=NOW), service.came) == (1, [])
    assert pushed("booking.booked", aigerim, **BOOKED) == []


@database
def test_a_yes_given_again_meanwhile_keeps_the_devices(agreed, service) -> None:
    add(agreed, service.address())
    assert operations.stop_signals(person_id=agreed.pk, at=NOW) == 0
    assert queries.living_devices(agreed.pk, at=NOW).count() == 1


@database
def test_a_blocked_person_is_told_on_no_device(agreed, service) -> None:
    add(agreed, service.address())
    queued = operations.send("account.changed", person_id=agreed.pk, at=NOW)
    vault.block_subject(subject_id=agreed.pk, request_id=None, at=NOW)
    [signal] = [notice for notice in queued if notice.channel == Channel.PUSH]
    with pytest.raises(vault.Blocked):
        operations.deliver(notice_id=signal.pk, at=NOW)
    assert pushed("account.changed", agreed) == []
    assert service.came == []


@database
def test_an_erased_person_is_told_on_no_device(agreed, service) -> None:
    add(agreed, service.address())
    queued = operations.send("booking.booked", person_id=agreed.pk, at=NOW, facts=BOOKED)
    vault.destroy_subject(agreed.pk)
    ended = [operations.deliver(notice_id=each.pk, at=NOW) for each in queued if each.channel == Channel.PUSH]
    assert [(notice.reason, service.came) for notice in ended] == [("erased", [])]


@database
def test_reminders_and_service_may_be_silent_on_devices(agreed, service) -> None:
    add(agreed, service.address())
    off = {(kind, Channel.PUSH): False for kind in (Kind.SERVICE, Kind.REMINDERS)}
    operations.choose(person_id=agreed.pk, choices=off, at=NOW)
    assert pushed("booking.booked", agreed, **BOOKED) == [(NoticeState.SKIPPED, "not_wanted")]
    assert pushed("booking.reminder", agreed, **BOOKED) == [(NoticeState.SKIPPED, "not_wanted")]
    told = send("booking.booked", agreed, **BOOKED)
    assert (told["email"].state, told["cabinet"].state) == (NoticeState.SENT, NoticeState.SENT)


@database
def test_a_code_by_sms_comes_though_the_service_may_not_sound(agreed, service) -> None:
    operations.choose(person_id=agreed.pk, choices={(Kind.SERVICE, Channel.SMS): False}, at=NOW)
    assert send("booking.booked", agreed, **BOOKED)["sms"].reason == "not_wanted"
    assert send("account.phone_code", agreed, code="123456")["sms"].state == NoticeState.SENT


@pytest.mark.parametrize("event", events.EVENTS.values(), ids=events.EVENTS)
def test_a_service_notice_keeps_a_way_whatever_is_refused(event: events.Event) -> None:
    if event.kind == Kind.SERVICE:
        assert [channel for channel in event.channels if not event.may_be_refused(channel)]


@database
@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_was_given_up_is_forgotten(agreed, service, status: int) -> None:
    gone, kept = add(agreed, service.address("/push/gone")), add(agreed, service.address("/push/kept"))
    service.answers["/push/gone"] = status
    assert sorted(pushed("booking.booked", agreed, **BOOKED)) == [("failed", "undeliverable"), ("sent", "")]
    assert [device.pk for device in queries.living_devices(agreed.pk, at=NOW)] == [kept.pk]
    assert not Device.objects.filter(pk=gone.pk).exists()


@database
@pytest.mark.parametrize(("status", "state"), [(429, "queued"), (500, "queued"), (307, "queued"), (413, "failed")])
def test_a_service_in_trouble_is_asked_later_and_its_device_stays(agreed, service, status: int, state: str) -> None:
    add(agreed, service.address())
    service.answers["/push/one"] = status
    assert [ended for ended, _ in pushed("booking.booked", agreed, **BOOKED)] == [state]
    assert [came.path for came in service.came] == ["/push/one"], "no answer leads elsewhere"
    assert Device.objects.count() == 1


@database
def test_a_device_ends_with_its_sign_in_if_the_person_wants(agreed, service) -> None:
    mine = sign_in_of(agreed)
    add(agreed, service.address("/push/ends"), sign_in_id=mine.pk, ends_with_sign_in=True)
    add(agreed, service.address("/push/stays"), sign_in_id=mine.pk)
    queued = operations.send("booking.booked", person_id=agreed.pk, at=NOW, facts=BOOKED)
    SignIn.objects.filter(pk=mine.pk).update(ended_at=NOW)
    ended = [operations.deliver(notice_id=each.pk, at=NOW) for each in queued if each.channel == Channel.PUSH]
    assert sorted(notice.reason for notice in ended) == ["", "device_gone"]
    assert [came.path for came in service.came] == ["/push/stays"]
    assert (operations.forget_devices(at=NOW), operations.forget_devices(at=NOW)) == (1, 0)


@database
def test_a_browser_has_one_owner_the_last_one(agreed, service) -> None:
    zoe = person("zoe@example.kz", phone="+77010000002")
    agree(zoe, "push")
    add(agreed, service.address())
    add(zoe, service.address())
    assert pushed("booking.booked", agreed, **BOOKED) == []
    assert pushed("booking.booked", zoe, **BOOKED) == [(NoticeState.SENT, "")]


@database
def test_another_cannot_remove_it_and_there_is_an_end_to_many(agreed, service) -> None:
    zoe = person("zoe@example.kz", phone="+77010000002")
    device = add(agreed, service.address())
    for owner, number in ((zoe, device.pk), (agreed, uuid4())):
        with pytest.raises(operations.NoSuchDevice):
            operations.remove_device(person_id=owner.pk, device_id=number, at=NOW)
    for number in range(1, signals.DEVICES_AT_MOST):
        add(agreed, service.address(f"/push/{number}"))
    with pytest.raises(operations.TooManyDevices):
        add(agreed, service.address("/push/more"))
    add(agreed, service.address())
    operations.remove_device(person_id=agreed.pk, device_id=Device.objects.earliest("added_at").pk, at=NOW)
    assert Device.objects.count() == signals.DEVICES_AT_MOST - 1


@database
def test_the_address_stands_encrypted(agreed, service) -> None:
    device = add(agreed, service.address("/push/secret"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM notices_device d")
        [(row,)] = cursor.fetchall()
    assert b"push/secret".hex() not in row
    assert "Firefox" not in row
    with pytest.raises(reading.PurposeMissing):
        _ = Device.objects.get(pk=device.pk).address


@database
@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": "", "auth": ""},
        {"auth": "AAAA"},
        {"p256dh": "AAAA"},
        {"p256dh": "B" + "A" * 86},  # 65 bytes, and no point of the curve
        {"p256dh": "é" * 87},
        {"auth": "AAAAAAAAAAAAAAAAAAAAA!"},
    ],
)
def test_keys_that_are_none_are_refused(agreed, service, keys: dict[str, str]) -> None:
    said = {"name": "", "sign_in_id": uuid4(), "ends_with_sign_in": False, "at": NOW, "address": service.address()}
    with pytest.raises(operations.NotADevice):
        operations.add_device(person_id=agreed.pk, **said, **Browser().keys | keys)
    assert Device.objects.count() == 0


KNOWN = ["fcm.googleapis.com", ".push.services.mozilla.com", "push.example.kz:8443"]


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91b-_",
        "https://fcm.googleapis.com:443/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA=",
        "https://push.example.kz:8443/one?topic=1",
    ],
)
def test_an_address_of_a_known_service_is_accepted(address: str) -> None:
    assert signals.place(address, KNOWN).host in address


@pytest.mark.parametrize(
    "address",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.kz/x",
        "https://evilfcm.googleapis.com/x",
        "https://evil.kz/fcm.googleapis.com/x",
        "https://push.services.mozilla.com.evil.kz/x",
        "https://evilpush.services.mozilla.com/x",
        "https://fcm.googleapis.com@evil.kz/x",
        "https://evil.kz#@fcm.googleapis.com/x",
        "https://evil.kz\\@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://push.example.kz/x",
        "https://push.example.kz:08443/x y",
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://fcm.googleapis.com/x\r\nHost: evil",
        "https://fcm.googleapis.com/x#y",
        "https://ｆcm.googleapis.com/x",
        "HTTPS://fcm.googleapis.com/x",
        " https://fcm.googleapis.com/x",
        "https://fcm.googleapis.com/" + "x" * 2048,
        "file:///etc/passwd",
        "",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(signals.NotAPushService):
        signals.place(address, KNOWN)


@pytest.mark.parametrize("address", ["8.8.8.8", "142.250.74.170", "2a00:1450:4010:c0e::5f"])
def test_the_public_net_is_public(address: str) -> None:
    assert public_net.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.5", "172.16.3.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_no_other_net_is(address: str) -> None:
    assert not public_net.is_public(address)


@database
def test_a_known_name_that_leads_into_our_own_house_is_not_followed(agreed, service, settings) -> None:
    add(agreed, service.address())
    settings.PUSH_NETWORKS = []
    assert pushed("booking.booked", agreed, **BOOKED) == [(NoticeState.FAILED, "undeliverable")]
    assert service.came == []


@database
def test_a_service_that_cannot_show_who_it_is_gets_nothing(agreed, service, settings) -> None:
    add(agreed, service.address())
    settings.PUSH_CA = ""
    assert pushed("booking.booked", agreed, **BOOKED) == [(NoticeState.QUEUED, "")]
    assert service.came == []


@database
def test_a_service_that_was_struck_off_gets_nothing(agreed, service, settings) -> None:
    add(agreed, service.address())
    settings.PUSH_SERVICES = ["fcm.googleapis.com"]
    assert pushed("booking.booked", agreed, **BOOKED) == [(NoticeState.FAILED, "undeliverable")]
    assert service.came == []


@database
def test_without_a_key_of_ours_nothing_is_queued(agreed, service, settings) -> None:
    add(agreed, service.address())
    settings.VAPID_PRIVATE_KEY = ""
    assert pushed("booking.booked", agreed, **BOOKED) == []


def test_a_name_that_nobody_knows_is_tried_later(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY, settings.PUSH_SERVICES = push_key.new_key(), ["nowhere.invalid"]
    signal = gateways.Signal(
        "https://nowhere.invalid/x", **Browser().keys, words=b"x", kept_for=signals.KEPT_FOR, urgent=False, at=NOW
    )
    with pytest.raises(gateways.TryLater):
        gateways.send_signal(signal)
    with pytest.raises(gateways.Undeliverable):
        gateways.send_signal(replace(signal, address="https://127.0.0.1/x"))
