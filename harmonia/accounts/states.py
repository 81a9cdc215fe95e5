"""Who a person is to the service, and what a one-time code is for."""

from django.db import models


class RoleName(models.TextChoices):
    CLIENT = "client"
    SPECIALIST = "specialist"
    SUPPORT = "support"
    VERIFIER = "verifier"
    PRIVACY_OFFICER = "privacy_officer"
    ANALYST = "analyst"
    OWNER = "owner"


CLIENT = RoleName.CLIENT
SPECIALIST = RoleName.SPECIALIST
SUPPORT = RoleName.SUPPORT
VERIFIER = RoleName.VERIFIER
PRIVACY_OFFICER = RoleName.PRIVACY_OFFICER
ANALYST = RoleName.ANALYST
OWNER = RoleName.OWNER
STAFF: frozenset[str] = frozenset({SUPPORT, VERIFIER, PRIVACY_OFFICER, ANALYST, OWNER})


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
