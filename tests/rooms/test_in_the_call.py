"""In the session: files that stay between the two, captions, blur, a small window, keys, quality and clock in words."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from tests.browser import violations
from tests.rooms.journey import SENDS_PICTURE, connected, goes_on, join_both, part, until, wait_for_frames

pytestmark = [
    pytest.mark.journey,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]

# How much neighbouring pixels differ in the upper fifth of a picture, where the stand-in camera writes the time.
SHARPNESS = """(name) => {
  const video = document.querySelector(`[data-room=${name}]`);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 180];
  const brush = canvas.getContext("2d");
  brush.drawImage(video, 0, 0, 320, 180);
  const { data } = brush.getImageData(0, 0, 320, 36);
  let sharpest = 0;
  for (let at = 0; at < data.length - 4; at += 4)
    if ((at / 4) % 320 !== 319) sharpest = Math.max(sharpest, Math.abs(data[at] - data[at + 4]));
  return sharpest;
}"""
PATIENT = "harmoniaRoom.blur.slowest = Infinity"
# How wide each picture that comes is; the stand-in camera's are 1280 points wide.
WIDTHS = """() => {
  const video = document.querySelector("[data-room=remote]");
  globalThis.widths = [];
  const note = (_, picture) => (widths.push(picture.width), video.requestVideoFrameCallback(note));
  video.requestVideoFrameCallback(note);
}"""
WHOLE = "() => widths.at(-1) === 1280"
NARROW = """() => Object.defineProperty(
  harmoniaRoom.call, "carries", { get: () => 400_000, set() {}, configurable: true })"""

FALL_SILENT = "() => (globalThis.kept = harmoniaRoom.call.tracks, harmoniaRoom.call.send({ audio: null, video: null }))"
SPEAK_AGAIN = "() => harmoniaRoom.call.send(kept)"
WITHOUT_SOUND = "() => harmoniaRoom.call.send({ ...harmoniaRoom.call.tracks, audio: null })"


def both(come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person) -> tuple[Page, Page]:
    there, here = come(boris, soon), come(aigerim, soon)
    join_both(here, there)
    return here, there


def offer(page: Page, *files: Any) -> None:
    if not part(page, "chat").is_visible():
        part(page, "chatToggle").click()
    part(page, "fileInput").set_input_files(list(files))


def offer_made_up(page: Page, name: str, size: int) -> None:
    """As if chosen by hand; made in the page, since so much takes long through the test's own wire."""
    page.evaluate(
        """([name, size]) => { const input = document.querySelector("[data-room=fileInput]");
           const chosen = new DataTransfer();
           chosen.items.add(new File([new Uint8Array(size)], name));
           input.files = chosen.files;
           input.dispatchEvent(new Event("change")); }""",
        [name, size],
    )


def file_line(page: Page, name: str) -> Any:
    return part(page, "chatList").locator("li.chat-file").filter(has_text=name)


def test_a_file_goes_from_browser_to_browser_whole_and_only_when_it_is_taken(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    here, there = both(come, soon, aigerim, boris)
    requests: list[str] = []
    for page in (here, there):
        page.on("request", lambda request: requests.append(request.url))
    content = bytes(range(256)) * 12_000  # three megabytes
    name = "‮fdp.день\N{ZERO WIDTH SPACE}/..\\план.pdf"
    offer(here, {"name": "../план.pdf", "mimeType": "text/html", "buffer": content})
    expect(part(there, "chatToggle")).to_have_attribute("data-unread", "")
    part(there, "chatToggle").click()
    line = file_line(there, "план.pdf")
    assert line.locator("a").count() == 0
    line.get_by_role("button", name="Принять").click()
    with there.expect_download() as saved:
        line.get_by_role("link", name="Сохранить").click(timeout=60_000)
    arrived = Path(saved.value.path()).read_bytes()
    assert hashlib.sha256(arrived).hexdigest() == hashlib.sha256(content).hexdigest()
    assert saved.value.suggested_filename == "план.pdf"
    expect(file_line(here, "план.pdf")).to_contain_text("Доставлено")
    assert [url for url in requests if not url.startswith("blob:")] == []  # nothing went to a server
    cleaned = here.evaluate("(name) => import('/static/room/parcels.js').then((m) => m.cleanName(name))", name)
    assert cleaned == "план.pdf"


def test_a_file_is_refused_cancelled_too_large_damaged_or_cut_off_and_each_is_said(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    here, there = both(come, soon, aigerim, boris)
    part(there, "chatToggle").click()
    part(here, "chatToggle").click()
    offer_made_up(here, "large.bin", 50 * 1024 * 1024 + 1)
    expect(part(here, "chatList")).to_contain_text("слишком большой")
    offer_made_up(here, "empty.txt", 0)
    expect(part(here, "chatList")).to_contain_text("пустой")
    assert there.locator("li.chat-file").count() == 0
    offer(here, {"name": "no.txt", "mimeType": "text/plain", "buffer": b"no"})
    file_line(there, "no.txt").get_by_role("button", name="Нет").click()
    expect(file_line(here, "no.txt")).to_contain_text("не приняли")
    # in the middle: the one who takes it stops it
    offer_made_up(here, "big.bin", 40 * 1024 * 1024)
    file_line(there, "big.bin").get_by_role("button", name="Принять").click()
    until(lambda: there.evaluate("() => [...harmoniaRoom.parcels.all.values()].some((one) => one.done > 100000)"))
    file_line(there, "big.bin").get_by_role("button", name="Отменить").click()
    for page in (here, there):
        expect(file_line(page, "big.bin")).to_contain_text("Отменено")
    assert file_line(there, "big.bin").locator("a").count() == 0
    # another content than was promised
    here.evaluate(
        """async () => { const file = new File(["promised"], "other.txt");
           await harmoniaRoom.parcels.offer(file);
           [...harmoniaRoom.parcels.all.values()].at(-1).file = new Blob(["exchange"]); }"""
    )
    file_line(there, "other.txt").get_by_role("button", name="Принять").click()
    for page in (here, there):
        expect(file_line(page, "other.txt")).to_contain_text("не целиком")
    # one who offers more than is allowed is not asked about: the answer is no
    here.evaluate(
        """() => harmoniaRoom.parcels.channel.send(JSON.stringify(
             {offer: "x", name: "huge", size: 2 ** 31, sha256: "0".repeat(64)}))"""
    )
    offer(here, {"name": "last.txt", "mimeType": "text/plain", "buffer": b"last"})
    expect(file_line(there, "last.txt")).to_be_visible()
    assert file_line(there, "huge").count() == 0
    here.evaluate("() => harmoniaRoom.parcels.channel.close()")
    for page in (here, there):
        expect(file_line(page, "last.txt")).to_contain_text("прервалась")


def test_what_one_types_the_other_reads_as_captions(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    here, there = both(come, soon, aigerim, boris)
    here.keyboard.press("t")
    here.keyboard.type("мvs: я сейчас без голоса")
    expect(part(there, "captionDraft")).to_have_text("мvs: я сейчас без голоса")
    expect(part(there, "captionLines")).to_be_empty()  # not read out letter by letter
    here.keyboard.press("Enter")
    expect(part(there, "captionLines").locator("p")).to_have_text("мvs: я сейчас без голоса")
    expect(part(there, "captionDraft")).to_be_empty()
    assert there.get_by_role("log", name="Субтитры").get_attribute("aria-live") == "polite"
    assert violations(there) == []
    here.keyboard.press("Escape")
    expect(part(here, "captionForm")).to_be_hidden()
    expect(part(here, "leaveDialog")).to_be_hidden()


@pytest.mark.skipif(not settings.BLUR_PACKAGE.is_dir(), reason="the package of blur was not brought (`make setup`)")
def test_the_background_is_blurred_here_and_nobody_else_is_asked(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, soon), come(aigerim, soon)
    asked: list[str] = []
    here.on("request", lambda request: asked.append(request.url))
    connected(here)
    expect(part(here, "preview")).to_be_visible()
    sharp = here.evaluate(SHARPNESS, "preview")
    here.evaluate(PATIENT)
    part(here, "door").locator("[data-switch=blur]").check()
    assert here.evaluate("() => harmoniaRoom.blur.of(harmoniaRoom.devices.picture)") is None
    here.wait_for_function("() => globalThis.harmoniaRoom?.blur.track", timeout=60_000)
    until(lambda: here.evaluate(SHARPNESS, "preview") < sharp / 3, seconds=30)
    part(there, "join").click()
    part(here, "join").click()
    wait_for_frames(there, 0, seconds=60)
    assert there.evaluate(SHARPNESS, "remote") < sharp / 3, "not even the first one is clear"
    goes_on(there, seconds=60)
    assert there.evaluate(SHARPNESS, "remote") < sharp / 3
    assert any("selfie_segmentation" in url for url in asked)
    origin = re.match(r"https?://[^/]+/", here.url)
    assert origin
    assert [url for url in asked if not url.startswith((origin[0], "blob:", "data:"))] == []
    assert here.complaints == []  # type: ignore[attr-defined]  what the console said
    # too slow: the camera goes off rather than the background on, and it is said
    here.evaluate("harmoniaRoom.blur.slowest = 0")
    expect(part(here, "bannerText")).to_contain_text("не успевает", timeout=60_000)
    expect(part(there, "remoteOff")).to_be_visible()
    assert not part(here, "moreDialog").locator("[data-switch=blur]").is_checked()
    part(here, "picture").click()
    goes_on(there, seconds=60)
    until(lambda: there.evaluate(SHARPNESS, "remote") > sharp / 2, seconds=30)


def test_only_the_room_may_run_the_program_of_blur(
    client: Client, soon: Appointment, aigerim: Person, settings: Any, tmp_path: Path
) -> None:
    client.force_login(aigerim)
    settings.BLUR_PACKAGE = tmp_path
    room = client.get(f"/room/{soon.pk}/")
    assert "'wasm-unsafe-eval'" in room.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in room.headers["Content-Security-Policy"].replace("'wasm-unsafe-eval'", "")
    assert b'data-switch="blur"' in room.content
    for path in ("/", "/me/", f"/room/{soon.pk}/after/"):
        assert "wasm" not in client.get(path).headers["Content-Security-Policy"]
    settings.BLUR_PACKAGE = tmp_path / "not-brought"
    room = client.get(f"/room/{soon.pk}/")
    assert "wasm" not in room.headers["Content-Security-Policy"]
    assert b'data-switch="blur"' not in room.content
    assert room.context["config"]["blur"] is None


def test_settings_by_keyboard_noise_small_window_and_what_the_keys_do(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    here, there = both(come, soon, aigerim, boris)
    part(here, "more").focus()
    here.keyboard.press("Enter")
    expect(part(here, "moreDialog")).to_be_visible()
    assert violations(here) == []
    noise = "() => harmoniaRoom.devices.sound?.getSettings().noiseSuppression"
    assert here.evaluate(noise) is True
    part(here, "moreDialog").locator("[data-switch=quiet]").focus()
    here.keyboard.press("Space")
    until(lambda: here.evaluate(noise) is False)
    assert here.evaluate("() => JSON.parse(localStorage.getItem('devices')).quiet") is False
    here.evaluate(
        """() => { globalThis.small = []; HTMLVideoElement.prototype.requestPictureInPicture =
             function () { small.push(this.dataset.room); return Promise.reject(new Error("none here")); } }"""
    )
    here.evaluate("() => (document.querySelector('[data-room=inset]').hidden = false)")  # headless has no windows
    part(here, "inset").click()
    expect(part(here, "said")).to_contain_text("маленькое окно")
    assert here.evaluate("small") == ["remote"]
    here.keyboard.press("?")
    expect(part(here, "keysDialog")).to_be_visible()
    here.keyboard.press("m")  # a dialog is open: the key does nothing
    assert here.evaluate("() => harmoniaRoom.me.sound") is True
    here.keyboard.press("Escape")
    expect(part(here, "keysDialog")).to_be_hidden()
    goes_on(there)


def test_the_first_picture_is_small_and_grows_where_there_is_room(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    there, here = come(boris, soon), come(aigerim, soon)
    for page in (here, there):
        connected(page)
        page.evaluate(WIDTHS)
    here.evaluate(NARROW)
    join_both(here, there)
    for page in (here, there):
        assert 0 < page.evaluate("() => widths[0]") <= 320
    here.wait_for_function(WHOLE)  # his, on a wide way
    there.wait_for_function("() => widths.at(-1) === 640")
    goes_on(there)
    assert there.evaluate("() => Math.max(...widths)") == 640  # hers: her browser thinks that there is no room
    here.evaluate("() => delete harmoniaRoom.call.carries && (harmoniaRoom.call.carries = 0)")
    there.wait_for_function(WHOLE)


def test_while_nothing_comes_the_picture_waits_where_sound_will_show_that_it_comes_again(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    here, there = both(come, soon, aigerim, boris)
    assert here.evaluate(SENDS_PICTURE)
    there.evaluate(FALL_SILENT)
    here.wait_for_function(f"() => harmoniaRoom.watch.stalled && !({SENDS_PICTURE})()")
    there.evaluate(SPEAK_AGAIN)
    here.wait_for_function(f"() => !harmoniaRoom.watch.stalled && ({SENDS_PICTURE})()")
    goes_on(there)
    here.evaluate(WITHOUT_SOUND)
    there.evaluate(FALL_SILENT)
    here.wait_for_function("() => harmoniaRoom.watch.stalled")
    goes_on(there)  # her picture is the only sign by which he would know
    assert here.evaluate(SENDS_PICTURE)


def test_a_picture_does_not_wait_for_somebody_who_sends_nothing_any_more(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    here, there = both(come, soon, aigerim, boris)
    there.evaluate(FALL_SILENT)
    here.wait_for_function(f"() => harmoniaRoom.watch.stalled && !({SENDS_PICTURE})()")
    here.evaluate("() => Object.assign(harmoniaRoom.peer, { sound: false, picture: false })")
    here.wait_for_function(SENDS_PICTURE)
    goes_on(there)


def test_quality_and_clock_are_said_in_words_and_sparingly(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    here, there = both(come, soon, aigerim, boris)
    expect(part(here, "quality")).to_have_text("Хорошая связь", timeout=30_000)
    said = here.evaluate(
        """async () => {
          const { Quality } = await import("/static/room/quality.js");
          const [shown, told] = [[], []];
          const quality = new Quality({ show: (key) => shown.push(key), tell: (key) => told.push(key) });
          const looks = ["good", "good", "weak", "good", "weak", "weak", "fair", "fair", "weak", "weak"];
          looks.forEach((key, n) => quality.hear(key, n * 2000));
          quality.hear("weak", 60000);
          quality.hear("good", 62000);
          quality.hear("good", 64000);
          return { shown, told, sound: quality.word("fair", new Map([["peerWeak", ""]])) };
        }"""
    )
    assert said == {
        "shown": ["good", "weak", "fair", "weak", "good"],
        "told": ["quality_weak", "quality_good"],
        "sound": "sound",
    }
    for page in (here, there):  # a device whose clock is wrong shows the server's time all the same
        expect(part(page, "clock")).to_have_text(re.compile("До начала [1-5] мин"))
        page.evaluate("() => harmoniaRoom.clock.set(harmoniaRoom.clock.ends - 4.5 * 60000)")
        expect(part(page, "clock")).to_have_text("Осталось 5 мин")
        expect(part(page, "soon")).to_contain_text("Осталось пять минут")
    here.evaluate("() => harmoniaRoom.clock.set(harmoniaRoom.clock.ends + 1000)")
    expect(part(here, "clock")).to_have_text("Время вышло")
