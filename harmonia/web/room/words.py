"""What the room's scripts say, in the language of the page."""

from django.utils.translation import gettext as _


def words_of_the_room(other: str) -> dict[str, str]:
    return _of_the_other(other) | _of_the_place() | {"chatPeer": other}


def _of_the_other(name: str) -> dict[str, str]:
    return {
        "peerAway": _("%(name)s is not here yet.") % {"name": name},
        "peerReady": _("%(name)s is here and getting ready.") % {"name": name},
        "peerIn": _("%(name)s is here and waiting for you.") % {"name": name},
        "together": _("You are together with %(name)s.") % {"name": name},
        "waitingAway": _("You can stay on this page: it will begin by itself as soon as %(name)s comes.")
        % {"name": name},
        "waitingReady": _("%(name)s is getting ready. It will begin by itself in a moment.") % {"name": name},
        "awayForMoment": _("%(name)s has lost the connection for a moment. Please stay here.") % {"name": name},
    }


def _of_the_place() -> dict[str, str]:
    return {
        "noService": _("The line to our server is broken; we are restoring it. If you hear each other, just go on."),
        "lost": _("The connection between you is broken. We are restoring it; please stay here."),
        "weak": _("Your network is weak, so your camera is off to keep the sound clear. You can switch it on again."),
        "soundOn": _("Your microphone is on."),
        "soundOff": _("Your microphone is off: you are not heard."),
        "pictureOn": _("Your camera is on."),
        "pictureOff": _("Your camera is off: you are not seen."),
        "screenOn": _("You are showing your screen."),
        "screenOff": _("Your screen is no longer shown."),
        "quality_good": _("Good connection"),
        "quality_fair": _("Fair connection"),
        "quality_weak": _("Weak connection"),
        "left": _("You have left the room. You can come back as long as it is open."),
        "ended": _("The session is over."),
        "takenOver": _("The room is open in another tab or on another device now. It can be in one place only."),
        "refused": _("You cannot be in this room now. The session may be over or cancelled."),
        "unsafe": _(
            "This connection was not safe: someone may have stood in between. We have ended it. Please write to us."
        ),
        "chatYou": _("You"),
        "chatNotSent": _("This was not sent: the two of you are not connected at the moment."),
    }
