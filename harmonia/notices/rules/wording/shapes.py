"""What a letter and an SMS are made of."""

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Wording:
    """`action` names the button that leads to the fact `path`."""

    subject: Words
    sentences: tuple[Words, ...]
    action: Words = ""
    sms: Words = ""
