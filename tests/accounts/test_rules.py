"""What people type, brought to one form; and the tables of limits."""

from datetime import timedelta

import pytest

from harmonia import policy
from harmonia.accounts import states
from harmonia.accounts.rules import agreements, identity, limits


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("8 701 000 00 01", "+77010000001"),
        ("+7 (701) 000-00-01", "+77010000001"),
        ("87010000001", "+77010000001"),
        ("7010000001", "+77010000001"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_a_number_has_one_form(typed, stored):
    assert identity.phone(typed) == stored


@pytest.mark.parametrize("typed", ["", "12", "+7 701", "не скажу", "+999 1234567"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(identity.NotAPhone):
        identity.phone(typed)


def test_an_address_has_one_form():
    assert identity.email("  Aigerim@Example.KZ ") == "aigerim@example.kz"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/129.0 Safari/537.36 Edg/129.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14; SM-S911B) Chrome/129.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/18.0 Safari/605.1.15", "Safari, Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0", "Firefox, Linux"),
        ("curl/8.5.0", ""),
    ],
)
def test_a_device_is_named_coarsely(user_agent, name):
    assert identity.device(user_agent) == name


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2ff:aaaa::1", "2001:db8:1:200::/56"),
        ("nothing", ""),
    ],
)
def test_a_network_is_a_household_not_a_device(address, network):
    assert limits.network_prefix(address) == network


def test_every_kind_of_guess_has_a_limit_and_no_limit_locks_for_long():
    assert set(limits.LIMITS) == set(states.Guess)
    longest = limits.LONGEST_WINDOW
    assert longest <= timedelta(hours=1)


def test_whoever_reads_others_data_signs_in_every_day():
    for role in states.RoleName:
        expected = limits.OF_CLIENTS if role == states.CLIENT else limits.OF_WORKERS
        assert limits.lifetime({role}) == expected
    assert limits.lifetime({states.CLIENT, states.SUPPORT}) == limits.OF_WORKERS


def test_what_is_asked_at_registration_is_in_the_register_and_required_ones_are_marked_so():
    required = {key for key in agreements.AT_REGISTRATION if policy.AGREEMENTS[key].required}
    assert required == set(agreements.REQUIRED_OF_CLIENTS)


def test_each_role_sees_its_own_agreements_and_devices_are_everybodys():
    devices = {"push"}
    assert set(agreements.in_cabinet({states.CLIENT})) == set(agreements.AT_REGISTRATION) | devices
    assert set(agreements.in_cabinet({states.SPECIALIST})) == {"practice", "publication", "confidentiality"} | devices
    assert set(agreements.in_cabinet({states.SUPPORT})) == {"staff_warning", "confidentiality"} | devices
