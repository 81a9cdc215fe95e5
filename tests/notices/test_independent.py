"""Somebody else's parser reads every letter: a real Dovecot takes it in, and tells what it understood (RFC 3501)."""

import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.conf import settings

from harmonia.notices import gateways
from harmonia.notices.rules import events, previews
from harmonia.notices.states import Channel
from tests.notices.conftest import NOW
from tests.support import postbox
from tests.support.postbox import Postbox

NAMES = UUID("7d9c1d2e-0000-4000-8000-000000000001")
BY_LETTER = [key for key, event in events.EVENTS.items() if Channel.EMAIL in event.channels]
LETTERS = [(event, language) for event in BY_LETTER for language in ("kk", "ru", "en")]
Item = list[Any] | str | None


@pytest.fixture(scope="module")
def box() -> Iterator[Postbox]:
    box = postbox.start()
    yield box
    box.stop()


def letter(event: str, language: str) -> gateways.Letter:
    shown = previews.preview(event, language, zone="Asia/Almaty", site="https://harmonia.kz")
    way_out = {"List-Unsubscribe": "<https://harmonia.kz/unsubscribe/x/>"}
    number = uuid5(NAMES, f"{event} {language}")
    return gateways.Letter(number, "aigerim@example.kz", shown.subject, shown.text, shown.html, NOW, way_out)


def understood(box: Postbox, what: str, count: int) -> list[list[Item]]:
    """The answers to FETCH, in the order of the letters."""
    with box.connection() as connection:
        connection.select("INBOX", readonly=True)
        status, answers = connection.fetch(f"1:{count}", f"({what})")
        assert status == "OK"
    lines: list[str] = []
    whole = ""
    for answer in answers:
        if isinstance(answer, tuple):  # what is not plain comes apart, by its length
            head, said = (each.decode() for each in answer)
            whole += re.sub(r"\{\d+\}$", "", head) + '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'
        else:
            lines.append(whole + answer.decode())
            whole = ""
    return [_tree(line) for line in lines]


def _tree(line: str) -> list[Item]:
    """`12 (ENVELOPE (...))` as lists."""
    stack: list[list[Item]] = [[]]
    for quoted, opened, closed, atom in re.findall(r'"((?:[^"\\]|\\.)*)"|(\()|(\))|([^\s()"]+)', line):
        if opened:
            stack.append([])
        elif closed:
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(None if atom == "NIL" else atom or re.sub(r"\\(.)", r"\1", quoted))
    [said] = [item for item in stack[0] if isinstance(item, list)]
    inner = said[1]
    assert isinstance(inner, list)
    return inner


def test_a_real_mail_server_understands_every_letter_as_it_is_meant(box: Postbox) -> None:
    written = [letter(*each) for each in LETTERS]
    box.put(*(postbox.on_server(each.message().message().as_bytes()) for each in written))
    envelopes, bodies = (understood(box, what, len(written)) for what in ("ENVELOPE", "BODYSTRUCTURE"))
    assert len(envelopes) == len(bodies) == len(written) == 3 * len(BY_LETTER)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    for ours, envelope, body in zip(written, envelopes, bodies, strict=True):
        date, subject, sender, _, _, to, copy, blind, answers, number = envelope
        assert str(make_header(decode_header(str(subject)))) == ours.subject
        assert (sender, to) == ([["Harmonia", None, "no-reply", domain]], [[None, None, "aigerim", "example.kz"]])
        assert (copy, blind, answers) == (None, None, None)
        assert number == f"<{ours.notice_id}@{domain}>"
        assert str(date).startswith("Mon, 23 Nov 2026 06:00:00")
        plain, marked_up, kind = body[0], body[1], body[2]
        assert kind == "alternative"
        assert [part[:3] for part in (plain, marked_up)] == [  # type: ignore[index]
            ["text", "plain", ["charset", "utf-8"]],
            ["text", "html", ["charset", "utf-8"]],
        ]
