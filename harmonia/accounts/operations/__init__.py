"""Writes of accounts, one module a theme; this page lists what others may call."""

from harmonia.accounts.models import Person
from harmonia.accounts.operations.codes import Drawn, WrongCode, ask_code, confirm, draw, is_code_awaited
from harmonia.accounts.operations.guessing import TooManyAttempts, forget_attempts
from harmonia.accounts.operations.own_data import (
    ask_new_email,
    ask_new_phone,
    change_age,
    change_name,
    change_preferences,
    change_topics,
    forget_former_email,
    forget_new_addresses,
)
from harmonia.accounts.operations.recovery import (
    ask_recovery,
    change_password,
    confirm_password,
    recover,
    recovery_by,
)
from harmonia.accounts.operations.registration import (
    AddressKnown,
    Application,
    create_person,
    forget_unproved,
    register,
)
from harmonia.accounts.operations.roles import give_role, take_role
from harmonia.accounts.operations.sign_in import (
    NoSuchSignIn,
    WrongSignIn,
    end_every_sign_in,
    end_other_sign_ins,
    end_sign_in,
    forget_sign_ins,
    record_sign_in,
    sign_in,
    this_sign_in,
)
from harmonia.accounts.rules.agreements import AgreementRefused
from harmonia.accounts.rules.identity import NotAPhone, NotATopic, NotAZone, TooYoung

__all__ = [
    "AddressKnown",
    "AgreementRefused",
    "Application",
    "Drawn",
    "NoSuchSignIn",
    "NotAPhone",
    "NotATopic",
    "NotAZone",
    "Person",
    "TooManyAttempts",
    "TooYoung",
    "WrongCode",
    "WrongSignIn",
    "ask_code",
    "ask_new_email",
    "ask_new_phone",
    "ask_recovery",
    "change_age",
    "change_name",
    "change_password",
    "change_preferences",
    "change_topics",
    "confirm",
    "confirm_password",
    "create_person",
    "draw",
    "end_every_sign_in",
    "end_other_sign_ins",
    "end_sign_in",
    "forget_attempts",
    "forget_former_email",
    "forget_new_addresses",
    "forget_sign_ins",
    "forget_unproved",
    "give_role",
    "is_code_awaited",
    "record_sign_in",
    "recover",
    "recovery_by",
    "register",
    "sign_in",
    "take_role",
    "this_sign_in",
]
