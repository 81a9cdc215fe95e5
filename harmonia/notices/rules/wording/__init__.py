"""What the letters say. Nothing in a subject, a sender's name or an SMS tells what the service is about, or with whom
one meets: whoever looks over the person's shoulder, or shares his telephone, learns nothing (row 11).

A sentence that speaks of a fact (`%(starts_at)s`) is left out when the fact is not known.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from harmonia.notices.rules.wording.practice import PRACTICE
from harmonia.notices.rules.wording.shapes import Wording, Words

__all__ = ["WORDING", "Wording", "Words"]

WORDING: Mapping[str, Wording] = {
    **PRACTICE,
    "account.email_code": Wording(
        subject=_("Your confirmation code"),
        sentences=(
            _("Your code: %(code)s"),
            _("It works once and for a short time. Tell it to nobody."),
            _("If you did not ask for it, there is nothing to do: without the code nothing will change."),
        ),
    ),
    "account.phone_code": Wording(
        subject=_("Your confirmation code"),
        sentences=(_("Your code: %(code)s"),),
        sms=_("Your code: %(code)s. Tell it to nobody."),
    ),
    "account.recovery": Wording(
        subject=_("A new password"),
        sentences=(
            _("Someone, probably you, asked for a new password. The link works once and for a short time."),
            _("If it was not you, there is nothing to do: the old password stays."),
        ),
        action=_("Set a new password"),
    ),
    "account.known": Wording(
        subject=_("You already have an account"),
        sentences=(
            _("Someone, probably you, tried to register with this address, which has an account already."),
            _("No second account was made. If you have forgotten the password, ask for a new one where you sign in."),
        ),
    ),
    "account.changed": Wording(
        subject=_("Your account has changed"),
        sentences=(
            _("The password of your account, or the address that its letters go to, has just changed."),
            _("If it was you, there is nothing to do."),
            _("If it was not you, write to us at once: our address stands in the privacy policy on our site."),
        ),
    ),
    "account.second_step": Wording(
        subject=_("The way into your account has changed"),
        sentences=(
            _("A second step of signing in was added or removed, or a recovery code was used."),
            _("If it was you, there is nothing to do."),
            _("If it was not you, write to us at once: our address stands in the privacy policy on our site."),
        ),
    ),
    "account.second_step_lost": Wording(
        subject=_("Somebody asks to be let in without the second step"),
        sentences=(
            _("Somebody who knows your password says that the second step of signing in is lost."),
            _("We call the number of your account and wait a day before anything is opened."),
            _("If it was not you, sign in and stop it on the page of the second step, and change the password."),
        ),
    ),
    "account.letters_return": Wording(
        subject=_("Letters to your e-mail come back"),
        sentences=(
            _("A letter to your e-mail came back: such an address does not exist, or takes no letters any more."),
            _("We write to it no more, but for codes. What we tell you stands here, in your account."),
            _("Enter the address again, or another one: once it is confirmed, letters go to it."),
        ),
        action=_("Change the e-mail"),
    ),
    "account.sms_returns": Wording(
        subject=_("SMS do not reach your number"),
        sentences=(
            _("An SMS could not be delivered: such a number does not exist, or takes no SMS."),
            _("We send none to it, but for codes. What we tell you stands here, in your account."),
            _("Enter the number again, or another one: once it is confirmed, SMS go to it."),
        ),
        action=_("Change the phone number"),
    ),
    "account.erased": Wording(
        subject=_("Your account is closed"),
        sentences=(
            _("Your account is closed and your data are destroyed, but for what a law keeps, without your name."),
            _("The certificate says what was destroyed and what is kept until when. Anyone can check its signature."),
            _("Keep this link: only by it the certificate is found, and we no longer know whose it is."),
            _("This is our last letter: your address is destroyed now, too."),
        ),
        action=_("Open the certificate"),
    ),
    "application.received": Wording(
        subject=_("We have received your papers"),
        sentences=(_("They wait for somebody to look at them. We shall tell you of every decision, with its reason."),),
        action=_("See where it stands"),
    ),
    "application.decided": Wording(
        subject=_("Your papers were looked at"),
        sentences=(
            _("There is a decision. What was decided and why stands in your account, and you can answer there."),
        ),
        action=_("Read the decision"),
    ),
    "booking.booked": Wording(
        subject=_("Your appointment is confirmed"),
        sentences=(
            _("When: %(starts_at)s."),
            _("If your plans change, you can move or cancel it in your account."),
        ),
        action=_("Open the appointment"),
        sms=_("Your appointment is confirmed: %(starts_at)s."),
    ),
    "booking.cancelled": Wording(
        subject=_("Your appointment is cancelled"),
        sentences=(_("Your appointment will not take place."), _("It was planned for %(starts_at)s.")),
        action=_("Open your appointments"),
        sms=_("Your appointment is cancelled: %(starts_at)s."),
    ),
    "booking.moved": Wording(
        subject=_("Your appointment has a new time"),
        sentences=(_("The time of your appointment has changed."), _("New time: %(starts_at)s.")),
        action=_("Open the appointment"),
        sms=_("Your appointment has a new time: %(starts_at)s."),
    ),
    "booking.offered": Wording(
        subject=_("An earlier time has become free"),
        sentences=(
            _("When: %(starts_at)s. You asked to be told."),
            _("We keep it for you for two hours. If you do not take it, it goes to the next."),
        ),
        action=_("See the time"),
        sms=_("An earlier time is kept for you for two hours: %(starts_at)s."),
    ),
    "booking.suggested": Wording(
        subject=_("A time is suggested to you"),
        sentences=(
            _("When: %(starts_at)s."),
            _("It is kept for you for a day. You may take it or decline it; no is as easy as yes."),
        ),
        action=_("See the time"),
        sms=_("A time is suggested to you: %(starts_at)s."),
    ),
    "booking.suggestion_taken": Wording(
        subject=_("The time that you suggested is taken"),
        sentences=(_("When: %(starts_at)s."), _("It is paid for and stands in your calendar.")),
        action=_("Open the appointment"),
        sms=_("The time that you suggested is taken: %(starts_at)s."),
    ),
    "booking.kept": Wording(
        subject=_("Your appointment keeps its time"),
        sentences=(
            _("A time zone has changed; the time that was promised to you has not."),
            _("When: %(starts_at)s."),
        ),
        action=_("Open the appointment"),
    ),
    "booking.reminder": Wording(
        subject=_("A reminder of your appointment"),
        sentences=(_("Your appointment is soon."), _("When: %(starts_at)s.")),
        action=_("Open the appointment"),
        sms=_("A reminder: your appointment is %(starts_at)s."),
    ),
    "booking.left_alone": Wording(
        subject=_("A change that concerns you"),
        sentences=(
            _("Somebody whom you met through us takes no new appointments for now."),
            _("What is booked already stands in your account. Others have time for you, whenever you like."),
        ),
        action=_("Look for somebody else"),
    ),
    "booking.late_payment_refunded": Wording(
        subject=_("Your payment is being returned"),
        sentences=(
            _("Your payment of %(amount_kzt)s came when the time was no longer kept for you, so nothing was booked."),
            _("We are returning the whole sum. Your bank may take a few days to show it."),
        ),
    ),
    "payment.confirmed": Wording(
        subject=_("Your payment has arrived"),
        sentences=(_("We have received %(amount_kzt)s. Thank you."),),
        action=_("Open the receipt"),
    ),
    "payment.refunded": Wording(
        subject=_("Your money is on its way back"),
        sentences=(
            _("We have returned %(amount_kzt)s to the card that you paid with."),
            _("Your bank may take a few days to show it."),
        ),
    ),
    "payout.sent": Wording(
        subject=_("Your money is on its way"),
        sentences=(_("We have sent %(amount_kzt)s to your account. Your bank may take a day to show it."),),
        action=_("Open my money"),
    ),
    "payout.not_sent": Wording(
        subject=_("A payout is not sent yet"),
        sentences=(
            _("We told you that %(amount_kzt)s was sent. That was our mistake: it is still to be sent."),
            _("Nothing is lost and you need do nothing. We will write again when it has left."),
        ),
        action=_("Open my money"),
    ),
    "payout.failed": Wording(
        subject=_("Your money could not be sent"),
        sentences=(
            _("The bank did not accept %(amount_kzt)s for the account that you gave us. Nothing is lost."),
            _("Please check the account number; we will send it with the next payouts."),
        ),
        action=_("Open my money"),
    ),
    "consent.withdrawn": Wording(
        subject=_("Your withdrawal is recorded"),
        sentences=(
            _("You have withdrawn a consent, and we have recorded it. What it allowed has stopped."),
            _("You can see all your answers in your account, and change them there at any time."),
        ),
    ),
    "archive.ready": Wording(
        subject=_("What you asked us for is ready"),
        sentences=(
            _("What you asked us for is ready. It waits for you in your account, and is given out once."),
            _("If you did not ask for anything, sign in, look at your sign-ins and change the password."),
        ),
        action=_("To my account"),
    ),
    "policy.published": Wording(
        subject=_("Our terms have a new edition"),
        sentences=(
            _("The terms that you agreed to have a new edition, and it asks for more than you were asked before."),
            _("You will be asked the next time you sign in. Yes and no are equally good answers."),
            _("Until you have answered, only what you agreed to is done."),
        ),
        action=_("See what is new"),
    ),
    "consent.receipts": Wording(
        subject=_("Your answer is recorded"),
        sentences=(
            _("What you have just answered is recorded. The record lies in your account, and you can keep a copy."),
            _("Please keep this letter: with the line below, anyone can find out whether the record was changed."),
            "%(checkpoint)s",
        ),
        action=_("Open my answers"),
    ),
    "data.transferred": Wording(
        subject=_("Your data were passed on"),
        sentences=(
            _("With your consent, some of your data were passed to a third party."),
            _("What, to whom and why stands in your account."),
        ),
        action=_("See what was passed on"),
    ),
    "request.confirm": Wording(
        subject=_("Please confirm your request"),
        sentences=(
            _("We received a request in your name. Please confirm that it is yours: nobody else shall act for you."),
            _("The link works once and only until the request is due."),
            _("If it was not you, say so on the same page: then nothing will be done."),
        ),
        action=_("Look at the request"),
    ),
    "request.received": Wording(
        subject=_("We have received your request"),
        sentences=(_("Your request has a number and a term. We shall tell you how it ends."),),
        action=_("See where it stands"),
    ),
    "request.waits": Wording(
        subject=_("Your request waits"),
        sentences=(_("Something must end first. We shall go on by ourselves as soon as it has."),),
        action=_("See what it waits for"),
    ),
    "request.prolonged": Wording(
        subject=_("Your request needs more time"),
        sentences=(_("The law allows us more time for it. The new term stands on the page of the request."),),
        action=_("See the new term"),
    ),
    "request.closed": Wording(
        subject=_("Your request is closed"),
        sentences=(_("What was done, and what was not and why, is said there."),),
        action=_("Read the answer"),
    ),
    "request.authority": Wording(
        subject=_("What we need for your request"),
        sentences=(
            _("You asked for another person. Please tell us what gives you the right to."),
            _("The number and date of the document and who issued it are enough; please send no copies."),
            _("Without this we cannot act, nor say whether we know that person."),
        ),
        action=_("Tell us"),
    ),
    "request.in_your_name": Wording(
        subject=_("Somebody asked in your name"),
        sentences=(
            _("Somebody asked us about you as your representative. We have told him nothing and done nothing."),
            _("If you know of it, there is nothing to do. If you do not, look at your sign-ins and your password."),
        ),
    ),
    "dispute.news": Wording(
        subject=_("There is something new in your request to us"),
        sentences=(
            _("There is something new in the conversation about your request: read it in your cabinet."),
            _("While it goes on, what it is about stays as it is."),
        ),
        action=_("Read it"),
    ),
    "request.overdue": Wording(
        subject=_("A request is overdue"),
        sentences=(_("The term of a request is over, and it is still open."),),
        action=_("Open the request"),
    ),
    "room.case_waits": Wording(
        subject=_("An urgent case waits"),
        sentences=(_("It is first in the queue and is to be answered within the hour."),),
        action=_("Open the queue"),
    ),
    "room.guest_asked": Wording(
        subject=_("Your agreement is asked for"),
        sentences=(
            _("You are asked whether somebody else may be present at the appointment. Without your yes nobody comes."),
        ),
        action=_("Look at it and answer"),
    ),
    "room.awaited": Wording(
        subject=_("You are awaited"),
        sentences=(_("You are awaited: the appointment can begin."),),
        action=_("Come in"),
        sms=_("You are awaited: the appointment can begin."),
    ),
    "specialist.expiring": Wording(
        subject=_("Something that you showed us ends soon"),
        sentences=(
            _("One of your papers, or the check of your entry, holds good for a short time only."),
            _("Renew it in time: after its last day your page is not shown until you have."),
        ),
        action=_("See what it is"),
    ),
    "specialist.unlisted": Wording(
        subject=_("Your page is not shown any more"),
        sentences=(_("Your page was taken out of the list. Why, and what brings it back, stands in your account."),),
        action=_("See why"),
    ),
    "survey.invited": Wording(
        subject=_("A survey is open, if you like"),
        sentences=(
            _("We ask because you agreed to hear of surveys. Taking part is voluntary, and a no is a good answer too."),
            _("If you say no, we do not ask you about this one again."),
        ),
        action=_("See what it is about"),
    ),
    "survey.talk_agreed": Wording(
        subject=_("The talk that you offered is agreed"),
        sentences=(_("When: %(starts_at)s."), _("Where it takes place stands on the page of the interview.")),
        action=_("Open the interview"),
    ),
    "survey.talk_declined": Wording(
        subject=_("The time that you offered does not suit"),
        sentences=(_("It was: %(starts_at)s."), _("You may offer another one, or leave it at that.")),
        action=_("Open the interview"),
    ),
    "news.published": Wording(
        subject=_("Our news"),
        sentences=(_("There is something new for you to read."),),
        action=_("Read"),
        sms=_("There is something new for you to read: %(path)s"),
    ),
    "offers.published": Wording(
        subject=_("Our offer"),
        sentences=(_("There is an offer for you."),),
        action=_("See the offer"),
        sms=_("There is an offer for you: %(path)s"),
    ),
}
