"""The questions after a session in words, for who is asked and for who looks into an answer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

QUESTIONS: dict[str, str | Promise] = {
    "how": _("How was this session for you?"),
    "safe": _("Did you feel safe?"),
    "wrong": _("Was anything wrong?"),
}
CHOICES: dict[tuple[str, str], str | Promise] = {
    ("how", "helped"): _("It helped"),
    ("how", "so_so"): _("Neither good nor bad"),
    ("how", "hard"): _("Hard, as it may be"),
    ("how", "bad"): _("It was bad for me"),
    ("safe", "yes"): _("Yes"),
    ("safe", "not_quite"): _("Not quite"),
    ("safe", "no"): _("No"),
    ("safe", "danger"): _("I am in danger now, or afraid that I may harm myself"),
    ("wrong", "nothing"): _("No, nothing"),
    ("wrong", "something"): _("Yes, something was"),
}
