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
