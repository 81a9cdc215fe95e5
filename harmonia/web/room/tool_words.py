"""What the room's scripts say of devices and tools, in the language of the page."""

from django.utils.translation import gettext as _


def of_trying() -> dict[str, str]:
    """{answer} and {rate} are filled in by the page."""
    return {
        "heard": _("You are heard."),
        "notHeard": _("Nothing is heard from you yet."),
        "speakerPlaying": _("Two soft notes are playing…"),
        "speakerPlayed": _("Did you hear two soft notes? If not, turn the sound up or choose another loudspeaker."),
        "relayChecking": _("Checking, this takes a few seconds…"),
        "relay_good": _(
            "Our relay is reached: it answers in {answer} ms, and {rate} Mbit a second go through. That is enough for "
            "sound and picture."
        ),
        "relay_slow": _(
            "Our relay is reached, but slowly: it answers in {answer} ms, and {rate} Mbit a second go through. "
            "By voice alone it may go better."
        ),
        "relay_none": _(
            "Our relay is not reached from this network, and without it the session may not come about. Try another "
            "network, such as your phone's, or another browser."
        ),
        "relay_absent": _("Here the two browsers connect directly, without a relay: there is nothing to check."),
    }


def of_tools() -> dict[str, str]:
    """{minutes} is filled in by the page."""
    return {
        "chatArrived": _("Something was written in the chat."),
        "captionSent": _("The line is sent."),
        "insetRefused": _("The browser did not open a small window."),
        "blurSlow": _(
            "Blurring is too slow on this device, so it is off. Your camera is off too, so that nobody sees what is "
            "behind you; you can switch it on again."
        ),
        "blurFailed": _(
            "Blurring does not work in this browser, so it is off. Your camera is off too, so that nobody sees what is "
            "behind you; you can switch it on again."
        ),
        "clockBefore": _("Begins in {minutes} min"),
        "clockLeft": _("{minutes} min left"),
        "clockOver": _("The time is over"),
        "clockSoon": _("Five minutes are left: there is time to finish what you are saying."),
    }


def of_files(other: str) -> dict[str, str]:
    """{name} and {size} are filled in by the page."""
    return {
        "fileOffered": _("%(name)s offers you a file, in the chat.") % {"name": other},
        "fileTake": _("Take it"),
        "fileRefuse": _("No, thank you"),
        "fileCancel": _("Cancel"),
        "fileSave": _("Save"),
        "file_offered_mine": _("Waiting for a yes."),
        "file_offered_theirs": _("Take it only if you expect it."),
        "file_going": _("On its way."),
        "file_done_mine": _("It has arrived."),
        "file_done_theirs": _("It came whole. Save it before you leave."),
        "file_refused_mine": _("It was not taken."),
        "file_refused_theirs": _("You did not take it."),
        "file_cancelled": _("Cancelled."),
        "file_broken": _("The connection broke off. Please offer it again."),
        "file_damaged": _("It did not come whole, so it is thrown away. Please offer it again."),
        "file_notConnected": _("“{name}” cannot be offered: the two of you are not connected at the moment."),
        "file_tooLarge": _("“{name}” is too large: at most {size} go from browser to browser."),
        "file_empty": _("“{name}” is empty."),
        "file_unreadable": _("“{name}” cannot be read."),
    }
