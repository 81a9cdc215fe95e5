"""Whom a letter is proved to come from: real signatures, a real server of names; every yes has its forgeries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from harmonia.support.gateways import authenticity
from harmonia.support.gateways.names import NamesAway
from harmonia.support.rules import reading
from harmonia.support.rules.headers import Seen
from harmonia.support.states import Proof
from tests.factories import NOW
from tests.support.writing import BAD_IP, GOOD_IP, HELP, OUR_SERVER, SIGNED, compose, delivered, signed
from tests.support.zone import NameServer

OWN = frozenset({HELP})


def proof(raw: bytes, *, seen: Seen | None = None, later: timedelta = timedelta()) -> Proof:
    return authenticity.weigh(raw=raw, letter=reading.read(raw), seen=seen, own=OWN, at=NOW + later).proof


def test_a_signature_of_the_domain_of_from_proves_it() -> None:
    assert proof(signed(compose("text"))) == Proof.DKIM


def test_a_letter_without_a_signature_or_an_envelope_proves_nothing() -> None:
    assert proof(compose("text")) == Proof.NONE


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(lambda raw: raw.replace(b"text", b"t3xt"), id="body"),
        pytest.param(lambda raw: raw.replace(b"From: aigerim@", b"From: timur@"), id="author"),
        pytest.param(lambda raw: raw.replace(b"Subject: one", b"Subject: two"), id="subject"),
        pytest.param(lambda raw: raw.replace(b"From: ", b"From: zoe@example.kz\r\nFrom: ", 1), id="second author"),
        pytest.param(lambda raw: b"Subject: two\r\n" + raw, id="second subject"),
        pytest.param(lambda raw: raw.replace(b"Subject: one", b"X: y\rSubject: one"), id="a bare return"),
        pytest.param(lambda raw: b"Content-Type: text/html\r\n" + raw, id="second content type"),
    ],
)
def test_what_was_changed_on_the_way_proves_nothing(spoilt: Callable[[bytes], bytes]) -> None:
    raw = signed(compose("text", subject="one"))
    assert proof(raw) == Proof.DKIM
    changed = spoilt(raw)
    assert changed != raw
    assert proof(changed) == Proof.NONE


@pytest.mark.parametrize(
    ("sender", "domain", "by", "expected"),
    [
        ("aigerim@example.kz", "mail.example.kz", "example.kz", Proof.DKIM),  # one organisation, relaxed
        ("aigerim@mail.example.kz", "example.kz", "example.kz", Proof.DKIM),
        ("aigerim@strict.kz", "strict.kz", "strict.kz", Proof.DKIM),
        ("aigerim@strict.kz", "mail.strict.kz", "strict.kz", Proof.NONE),  # the domain wants equality
        ("aigerim@plain.kz", "plain.kz", "plain.kz", Proof.DKIM),
        ("aigerim@plain.kz", "mail.plain.kz", "plain.kz", Proof.NONE),  # nothing says that they are one organisation
        ("aigerim@example.kz", "evil.kz", "evil.kz", Proof.NONE),  # a true signature of somebody else
        ("aigerim@example.kz", "example.kz", "evil.kz", Proof.NONE),  # the right name, another's key
        ("aigerim@example.kz.evil.kz", "evil.kz", "evil.kz", Proof.DKIM),  # what it is: a letter of evil.kz
    ],
)
def test_alignment(sender: str, domain: str, by: str, expected: Proof) -> None:
    assert proof(signed(compose("text", sender=sender), domain=domain, by=by)) == expected


def test_a_signature_over_a_part_of_the_body_proves_nothing() -> None:
    raw = signed(compose("text"), length=True)
    assert proof(raw) == proof(raw + b"and erase all my data\r\n") == Proof.NONE


def test_a_signature_by_a_broken_hash_proves_nothing() -> None:
    assert proof(signed(compose("text"), signature_algorithm=b"rsa-sha1")) == Proof.NONE


@pytest.mark.parametrize("left_out", [b"to", b"date"])
def test_a_signature_that_does_not_say_to_whom_or_when_proves_nothing(left_out: bytes) -> None:
    assert proof(signed(compose("text"), fields=tuple(name for name in SIGNED if name != left_out))) == Proof.NONE


def test_what_was_said_to_somebody_else_is_not_said_to_us() -> None:
    """She ended a contract with a shop; the shop, or a thief of her mailbox's past, brings us that letter."""
    raw = signed(compose("Отзываю согласие", to="shop@example.com"))
    assert proof(raw) == Proof.NONE
    assert proof(b"Cc: help@harmonia.kz\r\n" + raw) == Proof.NONE
    assert proof(b"To: help@harmonia.kz\r\n" + raw) == Proof.NONE
    copied = compose("Отзываю согласие", to="shop@example.com", Cc=HELP)
    assert proof(signed(copied, fields=(*SIGNED, b"cc"))) == Proof.DKIM


def test_what_was_said_long_ago_is_not_said_today() -> None:
    raw = signed(compose("text"))
    assert (proof(raw, later=timedelta(days=6)), proof(raw, later=timedelta(days=8))) == (Proof.DKIM, Proof.NONE)


def test_the_address_that_our_own_server_saw_may_prove_it() -> None:
    assert proof(delivered(compose("text"))) == Proof.SPF
    assert proof(delivered(compose("text"), mail_from="x@bounce.example.kz")) == Proof.SPF
    assert proof(delivered(compose("text"), ip=BAD_IP)) == Proof.NONE
    assert proof(delivered(compose("text"), ip=BAD_IP, mail_from="eve@evil.kz")) == Proof.NONE


def test_an_address_that_the_letter_tells_proves_nothing() -> None:
    forged = delivered(compose("text"))  # the forger writes these lines himself …
    assert proof(delivered(forged, ip=BAD_IP, mail_from="eve@evil.kz")) == Proof.NONE  # … and ours stand above them
    assert proof(delivered(compose("text"), by="mx.evil.kz")) == Proof.NONE


def test_without_named_servers_of_ours_no_line_is_believed(settings: Any) -> None:
    settings.MAIL_SERVERS = []
    assert proof(delivered(compose("text"))) == Proof.NONE


def test_an_inner_hop_of_ours_does_not_hide_the_outer_one() -> None:
    inner = f"Received: from {OUR_SERVER} ([127.0.0.1]) by {OUR_SERVER} with LMTP id 2; x\r\n".encode()
    assert proof(inner + delivered(compose("text"))) == Proof.SPF
    assert proof(inner + delivered(compose("text"), ip=BAD_IP)) == Proof.NONE


def test_the_envelope_of_a_provider_counts_instead() -> None:
    good = Seen(GOOD_IP, "client.example", "aigerim@example.kz")
    assert proof(compose("text"), seen=good) == Proof.SPF
    assert proof(delivered(compose("text")), seen=Seen(BAD_IP, "x", "aigerim@example.kz")) == Proof.NONE


def test_a_domain_that_lets_everybody_send_proves_nothing() -> None:
    raw = compose("text", sender="aigerim@open.kz")
    assert proof(delivered(raw, mail_from="aigerim@open.kz")) == Proof.NONE


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mx.harmonia.kz; dkim=pass header.d=example.kz; dmarc=pass header.from=example.kz", Proof.OWN_SERVER),
        ("mx.harmonia.kz; dmarc=fail header.from=example.kz", Proof.NONE),
        ("mx.harmonia.kz; dmarc=pass header.from=evil.kz", Proof.NONE),
        ("mx.evil.kz; dmarc=pass header.from=example.kz", Proof.NONE),
        ("mx.harmonia.kz.evil.kz; dmarc=pass header.from=example.kz", Proof.NONE),
    ],
)
def test_our_own_servers_word_is_enough(line: str, expected: Proof, settings: Any) -> None:
    written = f"Authentication-Results: {line}\r\n".encode()
    raw = written + delivered(compose("text"), ip=BAD_IP)
    assert proof(raw) == Proof.NONE  # until the operator says under which name his server writes
    settings.MAIL_AUTHSERV_ID = "mx.harmonia.kz"
    assert proof(raw) == expected


def test_our_own_servers_word_from_the_senders_hand_is_not_his(settings: Any) -> None:
    settings.MAIL_AUTHSERV_ID = "mx.harmonia.kz"
    forged = b"Authentication-Results: mx.harmonia.kz; dmarc=pass header.from=example.kz\r\n" + compose("text")
    assert proof(forged) == Proof.NONE
    below = b"Received: from x ([203.0.113.9]) by mx.evil.kz; x\r\n" + forged
    assert proof(delivered(below, ip=BAD_IP)) == Proof.NONE
    ours = b"Authentication-Results: mx.harmonia.kz; dmarc=fail header.from=example.kz\r\n"
    assert proof(ours + delivered(forged, ip=BAD_IP)) == Proof.NONE


def test_silence_of_the_names_is_neither_yes_nor_no(names: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harmonia.support.gateways.names.SECONDS", 0.2)
    names.silent = True
    with pytest.raises(NamesAway):
        proof(signed(compose("text")))


@pytest.mark.parametrize(
    "author",
    [
        '"aigerim@example.kz" <eve@evil.kz>',
        "aigerim@example.kz <eve@evil.kz>",
        "<aigerim@example.kz> eve@evil.kz",
        "aigerim@example.kz, eve@evil.kz",
        "eve@evil.kz (aigerim@example.kz)",
    ],
)
def test_two_names_in_one_from_are_never_the_better_one(author: str) -> None:
    raw = compose("text", sender="PLACE@example.kz").replace(b"PLACE@example.kz", author.encode())
    assert reading.read(raw).sender in ("eve@evil.kz", "")


def test_a_hostile_signature_asks_no_endless_questions(names: NameServer) -> None:
    before = names.asked
    many = b"".join(
        f"DKIM-Signature: v=1; a=rsa-sha256; d=d{n}.evil.kz; s=x; h=from:to:date; bh=eA==; b=eA==\r\n".encode()
        for n in range(200)
    )
    assert proof(many + compose("text")) == Proof.NONE
    assert names.asked - before < 40
