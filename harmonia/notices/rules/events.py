"""What may be told to a person: each event, its kind, its ways, its facts. A table; the words are in wording/."""

from collections.abc import Mapping
from dataclasses import dataclass

from harmonia import policy
from harmonia.notices.states import LOUD, Channel, Kind, Urgency

EMAIL, SMS, CABINET = Channel.EMAIL, Channel.SMS, Channel.CABINET
NOW, SOUND, MORNING = Urgency.NOW, Urgency.SOUND, Urgency.MORNING


class UnknownEvent(Exception):
    """No letter exists for this event."""


class WrongFacts(Exception):
    """The facts given are not those that the event's letter speaks of."""


@dataclass(frozen=True)
class Event:
    """`secret`: its facts are forgotten once it is sent. `to_unverified`: it may go to an address not yet proved.

    `checking`: it goes to the address that is being proved, which may be a new one. `former`: it goes to the e-mail of
    before the change that it tells of. `while_blocked`: it goes to a blocked person too, since it is about his request,
    his agreements or his own way in. `urgency`: whether it waits for the end of the quiet hours.
    """

    key: str
    channels: tuple[Channel, ...]
    facts: frozenset[str] = frozenset()
    kind: Kind = Kind.SERVICE
    secret: bool = False
    to_unverified: bool = False
    checking: str | None = None
    former: bool = False
    while_blocked: bool = False
    urgency: Urgency = NOW

    @property
    def on_devices(self) -> bool:
        """A device is told of what the service tells in the cabinet, and that by no word of it."""
        return CABINET in self.channels and self.kind in (Kind.SERVICE, Kind.REMINDERS)

    def may_be_refused(self, channel: Channel) -> bool:
        """A service notice goes by at least one way: its sounds may be refused where something silent tells it too."""
        if self.kind == Kind.SERVICE:
            return channel in LOUD and not LOUD.issuperset(self.channels)
        return True

    def purpose(self, *, blocked: bool) -> str:
        """What the person's data is read for at sending: what the notice serves, or his rights while he is blocked."""
        return policy.RIGHTS if blocked and self.while_blocked else PURPOSES[self.kind]


def _table(*events: Event) -> dict[str, Event]:
    return {event.key: event for event in events}


EVENTS: Mapping[str, Event] = _table(
    Event(
        "account.email_code",
        (EMAIL,),
        frozenset({"code"}),
        secret=True,
        to_unverified=True,
        checking="email",
        while_blocked=True,
    ),
    Event(
        "account.phone_code",
        (SMS,),
        frozenset({"code"}),
        secret=True,
        to_unverified=True,
        checking="phone",
    ),
    Event("account.recovery", (EMAIL,), frozenset({"path"}), secret=True, to_unverified=True, while_blocked=True),
    Event("account.known", (EMAIL,), to_unverified=True),
    Event("account.changed", (EMAIL, CABINET), former=True, while_blocked=True),
    Event("account.second_step", (EMAIL, CABINET), while_blocked=True),
    Event("account.second_step_lost", (EMAIL, CABINET), while_blocked=True),
    Event("account.letters_return", (CABINET,), frozenset({"path"})),
    Event("account.sms_returns", (CABINET,), frozenset({"path"})),
    Event("account.erased", (EMAIL,), frozenset({"path"}), secret=True),
    Event("application.received", (EMAIL, CABINET), frozenset({"path"}), urgency=SOUND),
    Event("application.decided", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("booking.booked", (EMAIL, SMS, CABINET), frozenset({"starts_at", "path"}), urgency=SOUND),
    Event("booking.cancelled", (EMAIL, SMS, CABINET), frozenset({"starts_at", "path"}), urgency=SOUND),
    Event("booking.moved", (EMAIL, SMS, CABINET), frozenset({"starts_at", "path"}), urgency=SOUND),
    Event("booking.kept", (EMAIL, CABINET), frozenset({"starts_at", "path"}), urgency=MORNING),
    Event(
        "booking.reminder",
        (EMAIL, SMS, CABINET),
        frozenset({"starts_at", "path"}),
        kind=Kind.REMINDERS,
        urgency=MORNING,
    ),
    Event("booking.offered", (EMAIL, SMS, CABINET), frozenset({"starts_at", "path"}), urgency=SOUND),
    Event("booking.suggested", (EMAIL, SMS, CABINET), frozenset({"starts_at", "path"}), urgency=SOUND),
    Event("booking.suggestion_taken", (EMAIL, SMS, CABINET), frozenset({"starts_at", "path"}), urgency=SOUND),
    Event("booking.left_alone", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("booking.late_payment_refunded", (EMAIL, CABINET), frozenset({"amount_kzt"}), urgency=SOUND),
    Event("payment.confirmed", (EMAIL, CABINET), frozenset({"amount_kzt", "path"}), urgency=SOUND),
    Event("payment.refunded", (EMAIL, CABINET), frozenset({"amount_kzt"}), urgency=SOUND),
    Event("payout.sent", (EMAIL, CABINET), frozenset({"amount_kzt", "path"}), urgency=MORNING),
    Event("payout.not_sent", (EMAIL, CABINET), frozenset({"amount_kzt", "path"}), urgency=MORNING),
    Event("payout.failed", (EMAIL, CABINET), frozenset({"amount_kzt", "path"}), urgency=MORNING),
    Event("consent.withdrawn", (EMAIL, CABINET), while_blocked=True, urgency=SOUND),
    Event("archive.ready", (EMAIL, CABINET), frozenset({"path"}), while_blocked=True, urgency=SOUND),
    Event("policy.published", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("consent.receipts", (EMAIL,), frozenset({"path", "checkpoint"}), while_blocked=True),
    Event("data.transferred", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("request.confirm", (EMAIL,), frozenset({"path"}), secret=True, to_unverified=True, while_blocked=True),
    Event("request.received", (EMAIL, CABINET), frozenset({"path"}), while_blocked=True, urgency=SOUND),
    Event("request.waits", (EMAIL, CABINET), frozenset({"path"}), while_blocked=True, urgency=MORNING),
    Event("request.prolonged", (EMAIL, CABINET), frozenset({"path"}), while_blocked=True, urgency=MORNING),
    Event("request.closed", (EMAIL, CABINET), frozenset({"path"}), while_blocked=True, urgency=MORNING),
    Event("request.authority", (EMAIL,), frozenset({"path"}), secret=True),
    Event("dispute.news", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("request.in_your_name", (CABINET,), while_blocked=True, urgency=MORNING),
    Event("request.overdue", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("practice.left", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("practice.summary_asked", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("practice.summary_written", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("practice.summary_missing", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("practice.supervision_asked", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("practice.supervision_answered", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("question.given", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("question.sent_back", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("question.published", (CABINET,), frozenset({"path"}), urgency=MORNING),
    Event("room.case_waits", (EMAIL, CABINET), frozenset({"path"})),
    Event("room.guest_asked", (EMAIL, CABINET), frozenset({"path"}), urgency=SOUND),
    Event("room.awaited", (SMS, CABINET), frozenset({"path"})),
    Event("specialist.expiring", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("specialist.unlisted", (EMAIL, CABINET), frozenset({"path"}), urgency=MORNING),
    Event("survey.invited", (CABINET,), frozenset({"path"}), kind=Kind.RESEARCH, urgency=MORNING),
    Event("survey.talk_agreed", (CABINET,), frozenset({"starts_at", "path"}), urgency=SOUND),
    Event("survey.talk_declined", (CABINET,), frozenset({"starts_at", "path"}), urgency=SOUND),
    Event("news.published", (EMAIL, SMS), frozenset({"path"}), kind=Kind.NEWS, urgency=MORNING),
    Event("offers.published", (EMAIL, SMS), frozenset({"path"}), kind=Kind.OFFERS, urgency=MORNING),
)
# Personal data is read at sending for the purpose that the notice serves.
PURPOSES: Mapping[str, str] = {
    Kind.SERVICE: policy.CONTACT,
    Kind.REMINDERS: policy.CONTACT,
    Kind.NEWS: policy.NEWS,
    Kind.OFFERS: policy.ADVERTISING,
    Kind.RESEARCH: policy.RESEARCH,
}
# Facts that a letter can do without: the sentence that speaks of them is left out.
OPTIONAL_FACTS = frozenset({"starts_at", "path"})


def event(key: str) -> Event:
    if key not in EVENTS:
        raise UnknownEvent(key)
    return EVENTS[key]


def check_facts(known: Event, facts: Mapping[str, str | int]) -> None:
    """Every fact that the letter needs, and not one that it does not speak of."""
    names = set(facts)
    missing, surplus = known.facts - OPTIONAL_FACTS - names, names - known.facts
    if missing or surplus:
        raise WrongFacts(f"{known.key}: missing {sorted(missing)}, unknown {sorted(surplus)}")
