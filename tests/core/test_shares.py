"""Any k shares give the secret back; fewer say nothing; a typing error and a foreign share are told."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmonia.core import shares
from harmonia.core.shares import Share

SECRET = bytes(range(32))


def made(needed: int = 3, of: int = 5, secret: bytes = SECRET, name: str = "a1b2c3d4") -> list[Share]:
    return shares.split(secret, needed=needed, of=of, label="keys of Harmonia", name=name, epoch=7)


@pytest.mark.parametrize(("needed", "of"), [(2, 2), (2, 3), (3, 5), (5, 5), (10, 255)])
def test_any_that_suffice_give_it_back(needed: int, of: int) -> None:
    every = made(needed, of)
    picked = list(combinations(every, needed))[:20] if of < 10 else [every[-needed:], every[:needed]]
    assert {shares.join(list(some)) for some in picked} == {SECRET}
    assert shares.join(every) == SECRET


@given(secret=st.binary(min_size=1, max_size=40), needed=st.integers(2, 6), more=st.integers(0, 4))
@settings(max_examples=30, deadline=None)
def test_whatever_the_secret(secret: bytes, needed: int, more: int) -> None:
    every = shares.split(secret, needed=needed, of=needed + more, label="l", name="n", epoch=1)
    assert shares.join([shares.parsed(share.text()) for share in every[::-1]]) == secret


def test_one_too_few_is_refused_and_the_same_one_twice_is_one() -> None:
    one, two, three, *_ = made()
    with pytest.raises(shares.TooFewShares, match="3 different shares are needed, these are 2"):
        shares.join([one, two])
    with pytest.raises(shares.TooFewShares):
        shares.join([one, two, two])
    with pytest.raises(shares.TooFewShares):
        shares.join([])
    assert shares.join([one, two, three]) == SECRET


def test_one_too_few_says_nothing() -> None:
    """For every secret that there could be, some third share would make these two its shares: of one byte, all 256."""
    one, two, _ = shares.split(b"\x2a", needed=3, of=3, label="l", name="n", epoch=1)
    possible = {shares.join([one, two, Share("l", "n", 1, 3, 3, bytes([value]))])[0] for value in range(256)}
    assert possible == set(range(256))


def test_a_share_is_read_as_it_is_typed() -> None:
    share = made()[0]
    head, letters = share.text().strip().split("\n")
    typed = f"{head}\n{letters.lower().replace(' ', '').replace('0', 'o').replace('1', 'l')}\n\n"
    assert shares.parsed(typed) == share
    assert "keys of Harmonia" in head
    assert " 7 3 1 " in head


def test_every_mistyped_letter_is_found() -> None:
    head, letters = made()[0].text().strip().split("\n")
    for place, letter in enumerate(letters):
        for other in shares.LETTERS:
            if letter not in {" ", other}:
                with pytest.raises(shares.BadShare):
                    shares.parsed(f"{head}\n{letters[:place]}{other}{letters[place + 1 :]}")


@pytest.mark.parametrize("text", ["", "nonsense", "harmonia-share-1 a 1 3 1 label", "harmonia-share-1 a x 3 1 l\nAAAA"])
def test_what_is_no_share_is_told(text: str) -> None:
    with pytest.raises(shares.BadShare):
        shares.parsed(text)


def test_a_changed_head_is_found() -> None:
    with pytest.raises(shares.BadShare, match="mistyped"):
        shares.parsed(made()[0].text().replace(" 7 3 1 ", " 7 3 2 "))


def test_shares_of_two_secrets_do_not_join() -> None:
    mine, other = made(), made(secret=b"x" * 32, name="ffffffff")
    with pytest.raises(shares.MixedShares, match=r"a1b2c3d4, split at epoch 7; ffffffff, split at epoch 7"):
        shares.join([*mine[:2], other[2]])


@pytest.mark.parametrize(("needed", "of"), [(1, 3), (4, 3), (2, 256), (0, 0)])
def test_what_would_protect_nothing_is_refused(needed: int, of: int) -> None:
    with pytest.raises(ValueError, match="shares"):
        made(needed, of)


def test_the_field_is_the_one_of_aes() -> None:
    """Known products (FIPS 197, 4.2)."""
    assert (shares._times(0x57, 0x83), shares._times(0x57, 0x13), shares._over(0xC1, 0x83)) == (0xC1, 0xFE, 0x57)
