"""The file of a dispute in words, for its readable page."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HAPPENED: dict[str, str | Promise] = {
    "session.time_kept": _("the time was kept for the client"),
    "session.booked": _("the session was booked"),
    "session.to_begin": _("the session was to begin"),
    "session.over": _("the session was over or cancelled"),
    "room.joined": _("joined the room"),
    "room.left": _("left the room"),
    "payment.confirmed": _("the payment came"),
    "refund.requested": _("a return was asked for"),
    "refund.done": _("the money was returned"),
    "refund.failed": _("the bank could not return the money"),
    "dispute.opened": _("the dispute was opened"),
    "dispute.answered": _("the service answered"),
    "dispute.agreed": _("the sides agreed"),
    "dispute.not_agreed": _("the sides did not agree"),
    "dispute.taken_back": _("the dispute was taken back"),
    "notice": _("a notice was sent"),
}
SIDES: dict[str, str | Promise] = {
    "client": _("The client"),
    "specialist": _("The specialist"),
    "service": _("The service"),
}
SHOWN = ("amount_kzt", "event", "by", "state", "cancelled_by")


def line(happened: dict[str, Any]) -> dict[str, Any]:
    """One line of the timeline: when, who, what, and the rest as it stands in case.json."""
    return {
        "at": happened["at"],
        "side": SIDES.get(happened.get("side", ""), ""),
        "what": HAPPENED[happened["what"]],
        "more": ", ".join(str(happened[key]) for key in SHOWN if happened.get(key) is not None),
    }
