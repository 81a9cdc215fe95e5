"""The one package that comes from npm: locked, freely licensed, whole, and able to do nothing that the room forbids."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from harmonia.web.room import blur

ROOT = Path(__file__).resolve().parents[2]


def test_every_package_is_locked_by_its_hash_and_freely_licensed() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    packages = {name.removeprefix("node_modules/"): one for name, one in locked.items() if name}
    assert {name: one["version"] for name, one in packages.items()} == wanted  # exact versions, nothing besides
    for one in packages.values():
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", one["integrity"])
        assert one["license"] == "Apache-2.0"
        assert "resolved" not in one  # from whatever registry the machine is set to
    assert not any(name.startswith("@mediapipe/tasks-") for name in packages)


@pytest.mark.skipif(not settings.BLUR_PACKAGE.is_dir(), reason="the package of blur was not brought (`make setup`)")
def test_the_package_has_its_files_and_makes_no_code_of_text() -> None:
    assert [name for name in blur.FILES if not (settings.BLUR_PACKAGE / name).is_file()] == []
    served = blur.files()
    assert served is not None
    assert all(address.startswith(settings.STATIC_URL) for address in served.values())
    for script in settings.BLUR_PACKAGE.glob("*.js"):
        text = script.read_text()
        assert not re.search(r"new Function\b|[^\w.]eval\(|sendBeacon|WebSocket\(|google-analytics", text), script.name
