"""Every driver of key management keeps the same promises: a file, a token (SoftHSM), Transit over HTTP."""

import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from harmonia.vault import rules
from harmonia.vault.gateways import EpochGone, KeysUnavailable, Kms
from harmonia.vault.gateways.token import TokenKms
from harmonia.vault.gateways.transit import TransitKms
from tests.vault import managements
from tests.vault.managements import Management

KEY, CONTEXT = b"k" * 32, b"subject\x1f1"


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return managements.token_folder(tmp_path_factory.mktemp("softhsm"))


@pytest.fixture(params=["file", "token", "transit"])
def management(request: pytest.FixtureRequest, tmp_path: Path, tokens: Path) -> Iterator[Management]:
    made = {
        "file": lambda: managements.file(tmp_path),
        "token": lambda: managements.token(f"t-{uuid.uuid4().hex[:12]}"),
        "transit": managements.transit,
    }[request.param]
    with made() as ready:
        yield ready


@pytest.fixture
def kms(management: Management) -> Kms:
    return management.made()


def test_what_was_wrapped_is_unwrapped(kms: Kms) -> None:
    epoch, wrapped = kms.wrap(KEY, CONTEXT)
    assert (epoch, kms.epochs(), kms.current_epoch()) == (1, [1], 1)
    assert KEY not in wrapped
    assert kms.unwrap(epoch, wrapped, CONTEXT) == KEY


def test_the_same_key_is_wrapped_differently_each_time(kms: Kms) -> None:
    assert kms.wrap(KEY, CONTEXT)[1] != kms.wrap(KEY, CONTEXT)[1]


def test_it_opens_in_no_other_context(kms: Kms) -> None:
    epoch, wrapped = kms.wrap(KEY, CONTEXT)
    for other in (b"", CONTEXT + b"1", CONTEXT[:-1]):
        with pytest.raises(rules.Unreadable):
            kms.unwrap(epoch, wrapped, other)
    assert kms.unwrap(epoch, wrapped, CONTEXT) == KEY, "and a refusal breaks nothing"


@pytest.mark.parametrize("broken", [b"", b"\x01", b"nonsense" * 8])
def test_what_nobody_wrapped_does_not_open(kms: Kms, broken: bytes) -> None:
    kms.rotate()
    with pytest.raises(rules.Unreadable):
        kms.unwrap(1, broken, CONTEXT)


@pytest.mark.parametrize("place", [15, -1])
def test_a_changed_byte_does_not_open(kms: Kms, place: int) -> None:
    epoch, wrapped = kms.wrap(KEY, CONTEXT)
    changed = bytearray(wrapped)
    changed[place] = changed[place] ^ 1 if changed[place] != ord("=") else ord("A")
    with pytest.raises(rules.Unreadable):
        kms.unwrap(epoch, bytes(changed), CONTEXT)


def test_many_are_wrapped_and_unwrapped_at_once_across_epochs(kms: Kms) -> None:
    contexts = [f"subject {number}".encode() for number in range(6)]
    keys = [rules.new_key() for _ in contexts]
    first = kms.wrap_all(list(zip(keys[:3], contexts[:3], strict=True)))
    kms.rotate()
    second = kms.wrap_all(list(zip(keys[3:], contexts[3:], strict=True)))
    mixed = [(*one, context) for one, context in zip([*first, *second], contexts, strict=True)]
    assert [epoch for epoch, _ in first + second] == [1, 1, 1, 2, 2, 2]
    assert kms.unwrap_all(mixed[::-1]) == keys[::-1]
    assert (kms.wrap_all([]), kms.unwrap_all([])) == ([], [])
    with pytest.raises(rules.Unreadable):
        kms.unwrap_all([*mixed, (*second[0], contexts[0])])


def test_after_a_rotation_the_older_epoch_still_opens(kms: Kms) -> None:
    epoch, wrapped = kms.wrap(KEY, CONTEXT)
    assert kms.rotate() == 2
    assert (kms.current_epoch(), kms.epochs()) == (2, [1, 2])
    assert kms.unwrap(epoch, wrapped, CONTEXT) == KEY
    assert kms.wrap(KEY, CONTEXT)[0] == 2


def test_what_a_destroyed_epoch_wrapped_is_gone(kms: Kms) -> None:
    epoch, wrapped = kms.wrap(KEY, CONTEXT)
    assert kms.unwrap(epoch, wrapped, CONTEXT) == KEY
    new = kms.rotate()
    survivor = kms.wrap(KEY, CONTEXT)
    kms.destroy(epoch)
    with pytest.raises(EpochGone):
        kms.unwrap(epoch, wrapped, CONTEXT)
    assert kms.epochs() == [new]
    assert kms.unwrap(*survivor, CONTEXT) == KEY
    kms.destroy(epoch)  # twice is once


def test_a_destroyed_epoch_is_gone_for_a_process_that_used_it(management: Management) -> None:
    one, other = management.made(), management.made()
    epoch, wrapped = one.wrap(KEY, CONTEXT)
    assert one.unwrap(epoch, wrapped, CONTEXT) == KEY
    other.rotate()
    other.destroy(epoch)
    with pytest.raises(EpochGone):
        one.unwrap(epoch, wrapped, CONTEXT)


def test_everything_is_there_after_a_restart(management: Management) -> None:
    before = management.made()
    epoch, wrapped = before.wrap(KEY, CONTEXT)
    mac = before.mac_key("client_email")
    after = management.made()
    assert after.unwrap(epoch, wrapped, CONTEXT) == KEY
    assert (after.mac_key("client_email"), after.current_epoch()) == (mac, epoch)


def test_a_mac_key_is_its_names_own_and_outlives_the_epochs(kms: Kms) -> None:
    email, phone = kms.mac_key("client_email"), kms.mac_key("client_phone")
    assert len(email) == len(phone) == 32
    assert email != phone
    for _ in range(2):
        kms.destroy(kms.rotate() - 1)
    assert (kms.mac_key("client_email"), kms.mac_names()) == (email, ["client_email", "client_phone"])


def test_while_it_is_away_that_is_said_and_afterwards_it_works(management: Management) -> None:
    epoch, wrapped = management.made().wrap(KEY, CONTEXT)
    management.away()
    kms = management.made()
    for ask in (lambda: kms.wrap(KEY, CONTEXT), lambda: kms.unwrap(epoch, wrapped, CONTEXT), kms.rotate):
        with pytest.raises(KeysUnavailable) as told:
            ask()
        assert KEY.hex() not in str(told.value)
    management.back()
    assert management.made().unwrap(epoch, wrapped, CONTEXT) == KEY


def test_rotations_at_once_lose_nothing(management: Management) -> None:
    wrapped: list[tuple[int, bytes]] = []
    failures: list[Exception] = []

    def work(kms: Kms) -> None:
        try:
            for _ in range(4):
                kms.rotate()
                wrapped.append(kms.wrap(KEY, CONTEXT))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(management.made(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    kms = management.made()
    assert all(kms.unwrap(*one, CONTEXT) == KEY for one in wrapped)
    assert kms.epochs() == list(range(1, kms.current_epoch() + 1))


def test_first_uses_at_once_agree(management: Management) -> None:
    """Two processes meet an empty key management: whatever either wraps, both open."""
    found: list[tuple[int, bytes]] = []
    start = threading.Barrier(4)

    def work(kms: Kms) -> None:
        start.wait()
        found.append(kms.wrap(KEY, CONTEXT))

    threads = [threading.Thread(target=work, args=(management.made(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kms = management.made()
    assert len(found) == 4
    assert all(kms.unwrap(*one, CONTEXT) == KEY for one in found)


def test_a_token_gives_no_key_out(tokens: Path) -> None:
    with managements.token(f"t-{uuid.uuid4().hex[:12]}") as management:
        kms = management.made()
        assert isinstance(kms, TokenKms)
        kms.wrap(KEY, CONTEXT)
        kms.mac_key("client_email")
        for name in ("epoch-1", "mac-client_email"):
            with pytest.raises(managements.pkcs11.exceptions.AttributeSensitive):
                _ = kms._keys(name)[0][managements.pkcs11.Attribute.VALUE]


def test_a_wrong_pin_is_told_and_not_tried_again(tokens: Path) -> None:
    with managements.token(f"t-{uuid.uuid4().hex[:12]}") as management:
        label = management.made().label  # type: ignore[attr-defined]
        with pytest.raises(KeysUnavailable, match="PKCS11_PIN"):
            TokenKms(module=managements.MODULE, token=label, pin="9999", escrow=managements.NOT_KEPT).epochs()


def test_a_module_that_is_not_there_is_told(tmp_path: Path) -> None:
    kms = TokenKms(module=str(tmp_path / "none.so"), token="t", pin="1", escrow=managements.NOT_KEPT)
    with pytest.raises(KeysUnavailable, match="PKCS11_MODULE"):
        kms.epochs()


@pytest.mark.parametrize(
    ("wish", "told"),
    [("seal", "sealed"), ("unmount", "TRANSIT_MOUNT")],
)
def test_transit_says_what_is_wrong(wish: str, told: str) -> None:
    with managements.transit() as management:
        kms = management.made()
        assert isinstance(kms, TransitKms)
        kms.wrap(KEY, CONTEXT)
        managements.urllib3.request("POST", f"{kms.base.removesuffix('/v1/transit')}/control/{wish}")
        with pytest.raises(KeysUnavailable, match=told):
            kms.wrap(KEY, CONTEXT)


def test_transit_refuses_another_token_and_a_server_that_is_not_there() -> None:
    with managements.transit() as management:
        address = management.made().base.removesuffix("/v1/transit")  # type: ignore[attr-defined]
        with pytest.raises(KeysUnavailable, match="refuses the token"):
            TransitKms(address=address, token="stolen", mount="transit", escrow=managements.NOT_KEPT).epochs()
    with pytest.raises(KeysUnavailable, match="does not answer"):
        TransitKms(address=address, token="t", mount="transit", escrow=managements.NOT_KEPT).epochs()


def test_transit_makes_no_key_by_wrapping_under_a_destroyed_epoch() -> None:
    with managements.transit() as management:
        kms = management.made()
        assert isinstance(kms, TransitKms)
        kms.rotate()
        kms.destroy(kms.rotate() - 1)
        with pytest.raises(KeysUnavailable):
            kms._batch("encrypt", 1, [{"plaintext": ""}])
        assert kms.epochs() == [2]
