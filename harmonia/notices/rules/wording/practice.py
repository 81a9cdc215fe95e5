"""Of hand-overs, of who leaves, of supervision, and of questions that readers ask."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from harmonia.notices.rules.wording.shapes import Wording

PRACTICE: Mapping[str, Wording] = {
    "practice.left": Wording(
        subject=_("A change that concerns you"),
        sentences=(
            _("Somebody whom you met through us is leaving."),
            _("What was booked after that day is cancelled, and you get everything back."),
            _("You choose what goes over to somebody else, or that nothing does. Others have time for you."),
        ),
        action=_("Look and choose"),
    ),
    "practice.summary_asked": Wording(
        subject=_("A request to you"),
        sentences=(
            _("Somebody whom you met through us asks you for a summary to take along."),
            _("It is open to you for two weeks."),
        ),
        action=_("Write it"),
    ),
    "practice.summary_written": Wording(
        subject=_("Something for you to read"),
        sentences=(_("What you asked for is written. Nothing goes over before you have read it and said yes."),),
        action=_("Read it"),
    ),
    "practice.summary_missing": Wording(
        subject=_("Nothing was written"),
        sentences=(
            _("What you asked for was not written in two weeks, and nothing has gone over."),
            _("You may choose anew."),
        ),
        action=_("Look and choose"),
    ),
    "practice.supervision_asked": Wording(
        subject=_("A colleague asks you"),
        sentences=(_("A colleague has a question to you; nobody's name stands in it."),),
        action=_("Read it"),
    ),
    "practice.supervision_answered": Wording(
        subject=_("Your colleague has answered"),
        sentences=(_("What you asked is answered."),),
        action=_("Read it"),
    ),
    "question.given": Wording(
        subject=_("Something for you to answer"),
        sentences=(
            _("The editors ask you to answer a question for everybody to read."),
            _("If it is not for you, give it back; nothing follows from that."),
        ),
        action=_("Read it"),
    ),
    "question.sent_back": Wording(
        subject=_("A word of the editors"),
        sentences=(_("The editors have a word about your answer. It is with you again."),),
        action=_("Read it"),
    ),
    "question.published": Wording(
        subject=_("Your answer can be read"),
        sentences=(_("What you wrote can be read by everybody now, with your name. Thank you."),),
        action=_("See it"),
    ),
}
