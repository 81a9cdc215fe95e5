"""Who a person is to the service, what a one-time code is for, and how a lost second step is made good."""

from collections.abc import Mapping

from django.db import models


class RoleName(models.TextChoices):
    CLIENT = "client"
    SPECIALIST = "specialist"
    SUPPORT = "support"
    VERIFIER = "verifier"
    PRIVACY_OFFICER = "privacy_officer"
    ANALYST = "analyst"
    EDITOR = "editor"
    RESEARCHER = "researcher"
    ACCOUNTANT = "accountant"
    OWNER = "owner"


CLIENT = RoleName.CLIENT
SPECIALIST = RoleName.SPECIALIST
SUPPORT = RoleName.SUPPORT
VERIFIER = RoleName.VERIFIER
PRIVACY_OFFICER = RoleName.PRIVACY_OFFICER
ANALYST = RoleName.ANALYST
EDITOR = RoleName.EDITOR
RESEARCHER = RoleName.RESEARCHER
ACCOUNTANT = RoleName.ACCOUNTANT
OWNER = RoleName.OWNER
STAFF: frozenset[str] = frozenset({SUPPORT, VERIFIER, PRIVACY_OFFICER, ANALYST, EDITOR, RESEARCHER, ACCOUNTANT, OWNER})


class CodeKind(models.TextChoices):
    """EMAIL and PHONE prove an address, the new one if a change is waiting; RECOVERY lets choose a new password."""

    EMAIL = "email"
    PHONE = "phone"
    RECOVERY = "recovery"


class Guess(models.TextChoices):
    """What may be tried too often."""

    SIGN_IN = "sign_in"
    REGISTRATION = "registration"
    RECOVERY = "recovery"
    CODE = "code"
    LETTER = "letter"
    SECOND_STEP = "second_step"
    COOKIES = "cookies"
    QUESTION = "question"


class FactorKind(models.TextChoices):
    """What shows a second time who one is: an app that makes codes, or a passkey."""

    APP = "app"
    PASSKEY = "passkey"


class LossState(models.TextChoices):
    """Somebody lost every second step: two of the staff vouch for him, then a waiting time, then it is taken off."""

    ASKED = "asked"
    VOUCHED = "vouched"
    WAITING = "waiting"
    OPENED = "opened"
    STOPPED = "stopped"


ASKED = LossState.ASKED
VOUCHED = LossState.VOUCHED
WAITING = LossState.WAITING
OPENED = LossState.OPENED
STOPPED = LossState.STOPPED
LIVING_LOSSES = (ASKED, VOUCHED, WAITING)

LOSS_MOVES: Mapping[str, frozenset[str]] = {
    ASKED: frozenset({VOUCHED, STOPPED}),
    VOUCHED: frozenset({WAITING, STOPPED}),
    WAITING: frozenset({OPENED, STOPPED}),
    OPENED: frozenset(),
    STOPPED: frozenset(),
}
