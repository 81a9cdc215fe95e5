"""What the room's scripts say, in the language of the page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from harmonia.rooms.rules.waiting import Stage
from harmonia.rooms.states import Role
from harmonia.web.room import tool_words


def words_of_the_room(other: str) -> dict[str, str]:
    tools = tool_words.of_trying() | tool_words.of_tools() | tool_words.of_files(other)
    return _of_the_other(other) | _of_the_place() | _of_the_way() | _of_a_guest() | tools | {"chatPeer": other}


def _of_the_other(name: str) -> dict[str, str]:
    return {
        "peerAway": _("%(name)s is not here yet.") % {"name": name},
        "peerReady": _("%(name)s is here and getting ready.") % {"name": name},
        "peerIn": _("%(name)s is here and waiting for you.") % {"name": name},
        "together": _("You are together with %(name)s.") % {"name": name},
        "waitingAway": _("You can stay on this page: it will begin by itself as soon as %(name)s comes.")
        % {"name": name},
        "waitingReady": _("%(name)s is getting ready. It will begin by itself in a moment.") % {"name": name},
        "waitingAsks": _("%(name)s is here. Let %(name)s in when you are ready.") % {"name": name},
        "waitingToBeLetIn": _("%(name)s is in the room and will let you in in a moment.") % {"name": name},
        "peerWeak": _("%(name)s has a weak network: the picture waits, so that you hear each other clearly.")
        % {"name": name},
        "safety_changed": _(
            "%(name)s comes with another key than the one that you compared on {date}: another device or browser, or "
            "somebody in between. Compare the words anew."
        )
        % {"name": name},
        "keysChanged": _("%(name)s comes with a new key. Please compare the words of this connection aloud.")
        % {"name": name},
        "awayForMoment": _("%(name)s has lost the connection for a moment. Please stay here.") % {"name": name},
    }


def _of_the_place() -> dict[str, str]:
    return {
        "noService": _("The line to our server is broken; we are restoring it. If you hear each other, just go on."),
        "lost": _("The connection between you is broken. We are restoring it; please stay here."),
        "weak": _("Your network is weak: your picture waits to keep the sound clear. It comes back by itself."),
        "strong": _("The network is better: your picture is back."),
        "soundOn": _("Your microphone is on."),
        "soundOff": _("Your microphone is off: you are not heard."),
        "pictureOn": _("Your camera is on."),
        "pictureOff": _("Your camera is off: you are not seen."),
        "screenOn": _("You are showing your screen."),
        "screenOff": _("Your screen is no longer shown."),
        "quality_good": _("Good connection"),
        "quality_fair": _("Unsteady connection"),
        "quality_weak": _("Weak connection"),
        "quality_sound": _("Sound only, the connection is weak"),
        "left": _("You have left the room. You can come back as long as it is open."),
        "ended": _("The session is over."),
        "stopped": _(
            "This session cannot go on at the moment, so we have ended it for both of you. What follows stands on the "
            "page of the appointment; if you have questions, please write to us."
        ),
        "takenOver": _("The room is open in another tab or on another device now. It can be in one place only."),
        "refused": _("You cannot be in this room now. The session may be over or cancelled."),
        "soundLost": _("Your microphone has been disconnected: you are not heard."),
        "soundReplaced": _("Your microphone has been disconnected; another one has taken over."),
        "pictureLost": _("Your camera has been disconnected: you are not seen."),
        "chatYou": _("You"),
        "chatNotSent": _("This was not sent: the two of you are not connected at the moment."),
    }


def waiting(stages: Sequence[Stage], *, side: str, name: str) -> list[dict[str, Any]]:
    """What is said to a side that waits alone, from each moment on; `help`: whether it is shown whom to write to."""
    enough = next((stage.since for stage in stages if stage.word == "enough"), None)
    said = {"name": name, "time": localtime(enough).strftime("%H:%M") if enough else ""}
    words = _waiting_client(said, enough) if side == Role.CLIENT else _waiting_specialist(said, enough)
    return [
        {"since": stage.since.isoformat(), "text": words[stage.word], "help": stage.word in ("late", "enough", "over")}
        for stage in stages
    ]


def _waiting_client(said: dict[str, str], enough: datetime | None) -> dict[str, str]:
    missed = (
        _(
            "If %(name)s has not come by %(time)s, the session counts as missed by the specialist and the whole "
            "price goes back to you."
        )
        % said
        if enough
        else _("If %(name)s does not come, the whole price goes back to you.") % said
    )
    return {
        "early": _("The session has not begun yet. You can stay here; %(name)s is told that you have come.") % said,
        "awaited": _("It is time. %(name)s has been told that you are waiting; a few minutes are usual.") % said,
        "late": _("%(name)s is late.") % said + " " + missed,
        "enough": _(
            "You have waited long enough. You may leave: the whole price goes back to you by itself, and you "
            "can choose another time. If %(name)s still comes, the two of you can begin."
        )
        % said,
        "over": _("The time of this session is over. You may leave: what does not take place is given back by itself."),
    }


def _waiting_specialist(said: dict[str, str], enough: datetime | None) -> dict[str, str]:
    missed = (
        _("If %(name)s has not come by %(time)s, the session counts as missed by the client and stays paid.") % (said)
        if enough
        else _("You came too late for it to count as missed by the client: it will count as not held.")
    )
    return {
        "early": _("The session has not begun yet. You can stay here; %(name)s is told that you have come.") % said,
        "awaited": _("It is time. %(name)s has been told that you are waiting; a few minutes are usual.") % said,
        "late": _("%(name)s is late.") % said + " " + missed,
        "enough": _(
            "You have waited long enough. You may leave: it counts as missed by the client and stays paid. If "
            "%(name)s still comes, the two of you can begin."
        )
        % said,
        "over": _("The time of this session is over. The room closes by itself; what came of it stands on its page."),
    }


def _of_the_way() -> dict[str, str]:
    """What is said of the way between the two, and of who might stand on it."""
    return {
        "unsafe": _(
            "This connection was not safe: someone may have stood in between. We have ended it. Please write to us."
        ),
        "foreign": _(
            "The other side's program asked for something that this room never does, such as a recording or one more "
            "picture. We have ended the connection. Please write to us."
        ),
        "differ": _(
            "The words were different: someone may stand between you, so we have ended the connection. Come back over "
            "another network or on another device, and please write to us."
        ),
        "safety_new": _("Not compared yet"),
        "safety_same": _("Verified: compared on {date}"),
        "relayOn": _("Sound and picture go through our relay now: your network address stays hidden."),
        "relayOff": _(
            "Sound and picture may go directly now: the other side's program can learn your network address."
        ),
        "relayFull": _("Our relay cannot be reached or is full at the moment. We keep trying."),
    }


def refusals_of_guests() -> dict[str, tuple[str, str]]:
    """(What is the matter, what one can do), for each reason why an invitation opens nothing."""
    ask = _("Ask whoever sent you the link.")
    return {
        "forged": (_("This is no invitation of ours"), _("The link may have been cut off on its way.") + " " + ask),
        "not_agreed": (_("The invitation is not agreed to yet"), _("Both who meet must agree first.") + " " + ask),
        "used": (
            _("This invitation has been used in another browser"),
            _(
                "It works once, in the browser that opened it first. If that was not you, tell whoever sent you the "
                "link: they can put that guest out and invite you anew."
            ),
        ),
        "ended": (_("This invitation has been taken back"), ask),
        "over": (_("The session is over"), _("There is nothing to come into any more.")),
        "too_early": (
            _("The room is not open yet"),
            _("It opens a quarter of an hour before the session. Open the link again then: it is not used up."),
        ),
        "closed": (_("The session does not take place now"), ask),
    }


def _of_a_guest() -> dict[str, str]:
    return _of_tiles() | {
        "guest": _("A guest"),
        "guestHere": _("A guest is in the room."),
        "guestGone": _("The guest is no longer in the room."),
        "guestOut": _("The guest is out, and the link is dead."),
        "guestUnsafe": _("The guest's connection was not safe: the guest is out, and the two of you go on."),
        "guestStill": _(
            "Your browser has closed the connection to the guest, but our server could not be told. Please put the "
            "guest out on the page “A guest” as well."
        ),
    }


def _of_tiles() -> dict[str, str]:
    """What stands in the place of a picture where there are three."""
    return {
        "tileAway": _("Not here yet."),
        "tileReady": _("Here, and getting ready."),
        "tileLost": _("The connection is broken for a moment."),
        "tilePictureOff": _("The camera is off."),
        "tileWeak": _("The network there is weak: the picture waits, the sound goes on."),
    }


def words_for_a_guest() -> dict[str, str]:
    """A guest is told nobody's name."""
    said = _of_the_place() | _of_the_way() | _of_tiles() | tool_words.of_trying() | tool_words.of_tools()
    return said | {
        "client": _("The client"),
        "specialist": _("The specialist"),
        "nobody": _("Nobody is here yet. Stay on this page: it will begin by itself."),
        "alone": _("You are in the room, and it is seen that you are here. It begins as soon as the two are together."),
        "inside": _("You are together."),
        "chatPeer": "",
        "refused": _("You are no longer in this session: one of the two has ended the invitation, or it is over."),
        "stopped": _("The session is over."),
    }
