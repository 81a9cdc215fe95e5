"""A receipt is checked in the browser alone: on our page, and in the file that is kept from it, without any network."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.test import Client
from playwright.sync_api import Browser, Page

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.journal import gateways, queries
from harmonia.journal import operations as journal
from tests import factories
from tests.browser import overflow, shot, violations
from tests.journal.test_journal import AT, append, seal_all

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
ALL = "/privacy/verify/"


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    consent.publish_edition(AT)
    aigerim = factories.aigerim(at=AT)
    consent.refuse(person_id=aigerim.pk, agreement="research", language="kk", method="cabinet", at=AT)
    append(3)
    seal_all()
    journal.checkpoint(AT)
    file = tmp_path / "receipt.json"
    file.write_bytes(rfc8785.dumps(consents.proved_receipt(consents.last_answer(aigerim.pk))))
    return file


def told(page: Page) -> str:
    page.wait_for_selector("[data-result]:not([hidden]) h2")
    kind = page.locator("[data-result]").get_attribute("data-kind")
    return f"{kind}: {page.locator('[data-result]').inner_text()}"


def check(page: Page, file: Path) -> str:
    page.set_input_files("#receipt", [])
    page.locator("[data-result]").evaluate("one => { one.hidden = true; one.replaceChildren(); }")
    page.set_input_files("#receipt", file)
    return told(page)


@pytest.mark.parametrize(
    ("language", "width", "theme"), [("kk", 360, "dark"), ("ru", 1280, "light"), ("en", 360, "light")]
)
def test_the_true_one_is_good_and_changed_ones_are_not(
    language: str, width: int, theme: str, visit: Callable[..., Page], live_server: Any, receipt: Path
) -> None:
    page = visit(live_server.url, ALL, language=language, width=width, theme=theme)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/static/icons/" not in request.url else None)
    assert check(page, receipt).startswith("good: ")
    page.locator("[data-result] details summary").click()
    shot(page, f"verify-good-{language}-{width}-{theme}")
    faults = (violations(page), overflow(page), page.complaints)  # type: ignore[attr-defined]  # set by tests.browser
    assert faults == ([], 0, [])
    data = receipt.read_bytes()
    for place in range(3, len(data), len(data) // 9):
        changed = bytearray(data)
        changed[place] ^= 1
        receipt.write_bytes(changed)
        assert check(page, receipt).startswith("bad: ")
    shot(page, f"verify-bad-{language}-{width}-{theme}")
    assert sent == [], "the page sends nothing"


def test_a_kept_line_and_a_proof_between_are_taken(
    visit: Callable[..., Page], live_server: Any, receipt: Path, tmp_path: Path
) -> None:
    append(8)
    seal_all()
    later = journal.checkpoint(AT)
    kept = rfc8785.dumps(queries.signed_checkpoint(later)).decode()
    growth = tmp_path / "growth.json"
    own = json.loads(receipt.read_text())["inclusion"]["size"]
    growth.write_bytes(rfc8785.dumps(queries.consistency(own, later.size)))
    page = visit(live_server.url, ALL, language="en")
    page.locator("summary", has_text="Compare with").click()
    page.fill("#checkpoint", kept)
    page.set_input_files("#consistency", growth)
    assert "nothing that was written before was changed" in check(page, receipt)
    page.fill("#checkpoint", kept.replace('"size":', '"size":1'))
    assert check(page, receipt).startswith("bad: ")
    page.fill("#checkpoint", "")
    page.set_input_files("#consistency", [])
    page.fill("#key", "ab" * 32)
    assert "another key" in check(page, receipt)
    page.fill("#key", "")
    assert "you named none" in check(page, receipt)


def test_the_kept_file_works_without_any_network(
    chromium: Browser, live_server: Any, receipt: Path, tmp_path: Path, client: Client
) -> None:
    client.cookies["language"] = "kk"
    answer = client.get("/privacy/verify/copy/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="check-a-receipt.html"'
    kept = tmp_path / "check-a-receipt.html"
    kept.write_bytes(answer.content)
    context = chromium.new_context(offline=True)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(kept.as_uri())
    assert page.locator("html").get_attribute("lang") == "kk"
    assert check(page, receipt).startswith("good: ")
    receipt.write_bytes(receipt.read_bytes().replace(b"refused", b"granted"))
    assert check(page, receipt).startswith("bad: ")
    assert (complaints, overflow(page)) == ([], 0)
    assert page.evaluate("fetch('data:,x').then(() => 'sent', () => 'refused')") == "refused"
    context.close()


def test_the_journal_is_public_and_names_nobody(client: Client, receipt: Path) -> None:
    append(5)
    seal_all()
    later = journal.checkpoint(AT)
    own = json.loads(receipt.read_text())["inclusion"]["size"]
    page = client.get("/privacy/journal/").content.decode()
    assert gateways.public_key().hex() in page
    assert bytes(later.root).hex() in page
    assert client.get("/privacy/journal/key/").json()["key"] == gateways.public_key().hex()
    listed = client.get("/privacy/journal/checkpoints/").json()["checkpoints"]
    assert [each["text"]["size"] for each in listed] == [later.size, own]
    assert client.get(f"/privacy/journal/checkpoints/?below={later.size}").json()["checkpoints"] == listed[1:]
    assert client.get(f"/privacy/journal/checkpoints/{own}/").json() == listed[1]
    growth = client.get(f"/privacy/journal/consistency/{own}/{later.size}/")
    assert growth.content == rfc8785.dumps(queries.consistency(own, later.size))


@pytest.mark.parametrize("path", ["consistency/1/2/", "consistency/0/0/", "checkpoints/3/", "consistency/5/1/"])
def test_what_was_never_signed_is_missing(client: Client, receipt: Path, path: str) -> None:
    assert client.get(f"/privacy/journal/{path}").status_code == 404
    assert client.get("/privacy/journal/checkpoints/?below=x").status_code == 200


def test_the_receipt_is_downloaded_where_the_record_is_shown_and_by_nobody_else(client: Client, receipt: Path) -> None:
    aigerim, zoe = Person.objects.get(), factories.zoe(at=AT)
    record = consents.last_answer(aigerim.pk)
    address = f"/me/agreements/records/{record.pk}/receipt/"
    client.force_login(aigerim)
    assert address in client.get(f"/me/agreements/records/{record.pk}/").content.decode()
    answer = client.get(address)
    assert answer.content == receipt.read_bytes()
    assert "harmonia" not in answer.headers["Content-Disposition"]
    client.force_login(zoe)
    assert client.get(address).status_code == 404
    later = consent.refuse(person_id=zoe.pk, agreement="research", language="ru", method="cabinet", at=AT)
    page = f"/me/agreements/records/{later.pk}/"
    assert client.get(f"{page}receipt/").headers["Location"] == page, "not sealed yet: the page says so"
    assert f"{page}receipt/" not in client.get(page).content.decode()
