"""A session is recorded nowhere: the page cannot, its walls would not let it out, and no table has a place for it."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils.timezone import now
from django.utils.translation import gettext, override

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.rooms import operations
from harmonia.rooms.models import Attendance, Room
from harmonia.rooms.states import Role, RoomState
from harmonia.specialists.models import Specialist
from tests.booking.scene import TOMORROW_TEN
from tests.rooms import scene
from tests.rooms.scene import MINUTE, Stay

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SMALL = 300  # bytes of a row: ids, times and counts
RULE = (
    "Recording, or a third person in the room, needs the written consent of the client (law 332-VIII, articles 9 and "
    "12). This room records nothing."
)
# By these a script could keep sound or picture, or carry them off.
KEEPS = re.compile(
    r"MediaRecorder|MediaStreamTrackProcessor|MediaStreamAudioDestination|createMediaStreamDestination|captureStream|"
    r"createEncodedStreams|RTCRtpScriptTransform|ScriptProcessor|AudioWorklet|ImageCapture|drawImage|OffscreenCanvas|"
    r"toBlob|toDataURL|getImageData|VideoEncoder|AudioEncoder|VideoFrame|FileReader|createObjectURL|indexedDB|"
    r"caches\.|localStorage|createWritable|showSaveFilePicker|sendBeacon|XMLHttpRequest|FormData|WebTransport"
)
# What one module needs all the same, and for what.
EXCEPT = {
    "blur.js": {"drawImage", "captureStream"},  # a picture whose background is unclear, in the place of the clear one
    "files.js": {"createObjectURL"},  # a file that the other side sent and this one took
    "memory.js": {"localStorage"},  # which devices were chosen
    "keeping.js": {"indexedDB"},  # a pair's certificate and keys
}
# Every column of bytes that there is: ciphertexts, digests, blind indexes, letters, what a provider of payments said.
BYTES = {
    "accounts_attempts": {"bucket"},
    "accounts_code": {"digest"},
    "accounts_factor": {"label", "material", "passkey_index"},
    "accounts_person": {
        "age",
        "email",
        "email_index",
        "former_email",
        "name",
        "new_email",
        "new_phone",
        "password",
        "phone",
        "phone_index",
        "topics",
    },
    "accounts_recoverycode": {"digest"},
    "accounts_signin": {"device", "forms_sha256", "key_sha256", "network"},
    "booking_busyfeed": {"address"},
    "booking_calendarfeed": {"fingerprint"},
    "consent_record": {"subject_name"},
    "core_storedanswer": {"request_sha256"},
    "journal_checkpoint": {"root", "signature"},
    "journal_entry": {"committed", "document", "leaf", "record", "tag"},
    "journal_leaf": {"hash"},
    "journal_node": {"hash"},
    "notices_device": {"address", "address_sha256", "keys", "name"},
    "notices_notice": {"facts"},
    "notices_return": {"address_index", "told_sha256"},
    "payments_credit": {"code_sha256"},
    "payments_payoutdetails": {"holder", "iban"},
    "payments_webhookevent": {"raw"},
    "practice_earliertext": {"said"},
    "practice_handover": {"summary"},
    "practice_note": {"said"},
    "practice_supervision": {"answer", "said"},
    "privacy_breach": {"consequences", "happened", "measures"},
    "privacy_certificate": {"farewell"},
    "privacy_request": {"confirm_sha256"},
    "privacy_requestwords": {"about", "answer", "contact", "evidence", "text"},
    "privacy_staterequest": {"asked", "reason"},
    "rooms_consentbypass": {"reason"},
    "rooms_guest": {"browser"},
    "rooms_safetycase": {"closing"},
    "rooms_sessioncheck": {"answers"},
    "specialists_application": {"answers", "birth_date"},
    "specialists_document": {"name"},
    "specialists_remark": {"words"},
    "support_attachedfile": {"name"},
    "support_disputemessage": {"text"},
    "support_letter": {
        "attachments",
        "envelope",
        "message_digest",
        "raw",
        "raw_digest",
        "sender",
        "sender_index",
        "signature_digest",
        "subject",
        "text",
    },
    "support_reply": {"text"},
    "surveys_participation": {"answers"},
    "vault_classkey": {"wrapped"},
    "vault_subjectkey": {"wrapped"},
    "wellbeing_original": {"words"},
}


@pytest.fixture
def soon(aigerim: Person, practice: Specialist) -> Appointment:
    made = scene.session(aigerim, practice, now() + 5 * MINUTE)
    scene.agree(aigerim, practice, now())
    return made


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_specialist_is_told_that_recording_needs_a_written_consent(
    client: Client, soon: Appointment, boris: Person, language: str
) -> None:
    Person.objects.filter(pk=boris.pk).update(language=language)
    client.force_login(boris)
    with override(language):
        rule = gettext(RULE)
    assert language == "en" or rule != RULE
    assert rule in client.get(f"/room/{soon.pk}/").content.decode()


def scripts() -> list[Path]:
    """The room's own, and those of every page."""
    found = finders.find("room/room.js"), finders.find("js/house.js")
    return sorted(script for one in found if one for script in Path(one).parent.glob("*.js"))


def test_no_script_of_the_room_can_keep_or_send_what_is_said() -> None:
    own = {script: script.read_text() for script in scripts() if script.parent.name == "room"}
    assert {"room.js", "call.js", "devices.js"} <= {script.name for script in own}
    assert {script.name: set(KEEPS.findall(text)) for script, text in own.items() if KEEPS.search(text)} == EXCEPT
    requests = [line.strip() for text in own.values() for line in text.splitlines() if "fetch(" in line]
    assert len(requests) == 1  # for a fresh pass
    assert "body" not in requests[0]
    assert all("MediaRecorder" not in script.read_text() for script in scripts())


def test_the_walls_of_the_room_leave_no_way_out(client: Client, soon: Appointment, aigerim: Person) -> None:
    client.force_login(aigerim)
    headers = client.get(f"/room/{soon.pk}/").headers
    walls = dict(rule.strip().partition(" ")[::2] for rule in headers["Content-Security-Policy"].split(";"))
    assert walls["default-src"] == "'none'"
    assert walls["connect-src"] == walls["form-action"] == walls["worker-src"] == "'self'"
    devices = dict(rule.strip().split("=", 1) for rule in headers["Permissions-Policy"].split(","))
    assert {name for name, whom in devices.items() if whom != "()"} == {"camera", "microphone", "display-capture"}
    assert {devices[name] for name in ("camera", "microphone", "display-capture")} == {"(self)"}


@pytest.mark.parametrize("path", ["", "after/", "consent/", "pass/", "bypass/", "confirm/", "contest/"])
def test_our_own_server_takes_no_file_from_the_room(
    client: Client, soon: Appointment, boris: Person, path: str
) -> None:
    client.force_login(boris)
    client.post(f"/room/{soon.pk}/{path}", {"file": SimpleUploadedFile("session.webm", b"\x1aE\xdf\xa3" * 1000)})
    client.post(f"/room/{soon.pk}/{path}", b"\x1aE\xdf\xa3" * 100_000, content_type="video/webm")
    assert stored() < SMALL


def stored() -> int:
    """Bytes of the longest rows that a room writes, and files beside the database."""
    longest = 0
    with connections["default"].cursor() as cursor:
        for model in apps.get_app_config("rooms").get_models():
            cursor.execute(f"SELECT coalesce(max(pg_column_size(row)), 0) FROM {model._meta.db_table} AS row")
            longest = max(longest, cursor.fetchone()[0])
        cursor.execute("SELECT count(*) FROM pg_largeobject_metadata")
        (large_objects,) = cursor.fetchone()
    assert large_objects == 0
    assert not settings.MEDIA_ROOT
    return int(longest)


def test_no_table_has_a_place_for_sound_or_picture_after_a_session(appointment: Appointment) -> None:
    operations.open_room(appointment_id=appointment.pk, at=TOMORROW_TEN - 10 * MINUTE)
    sides = Stay(appointment, Role.CLIENT), Stay(appointment, Role.SPECIALIST)
    operations.record([fact for side in sides for fact in (side.entered(-1), side.reported(0))])
    operations.record([fact for side in sides for fact in (side.reported(49), side.left(50))])
    operations.close_room(appointment_id=appointment.pk, at=TOMORROW_TEN + 65 * MINUTE)
    assert Room.objects.get(pk=appointment.pk).state == RoomState.HELD
    assert Attendance.objects.count() == 2
    assert stored() < SMALL
    found: dict[str, set[str]] = {}
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns "
                "WHERE table_schema = 'public' AND data_type IN ('bytea', 'oid', 'lo', 'xml')"
            )
            for table, column in cursor.fetchall():
                found.setdefault(table, set()).add(column)
    assert found == BYTES
    kinds = {field.get_internal_type() for model in apps.get_models() for field in model._meta.local_fields}
    assert {"FileField", "ImageField"} & kinds == set()
