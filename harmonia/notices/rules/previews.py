"""Every event as somebody would get it, with facts that are nobody's: for the staff to look at before people do."""

from dataclasses import dataclass

from django.utils import translation

from harmonia.notices.rules import events, lengths, letters, written
from harmonia.notices.states import MARKETING, Channel

FACTS: dict[str, str | int] = {
    "amount_kzt": 12_000,
    "checkpoint": '{"origin":"harmonia.kz","size":1024}',
    "code": "000000",
    "path": "/me/",
    "starts_at": "2027-01-15T13:30:00+00:00",
}
WAY_OUT = "/unsubscribe/"


@dataclass(frozen=True)
class Preview:
    """`sms` only where the event goes by SMS; `text` and `html` only where it goes by letter."""

    language: str
    subject: str
    text: str
    html: str
    sms: str
    length: lengths.Length | None


def subject(event: str, language: str, *, zone: str, site: str) -> str:
    """The first line alone, for a list of all. Raises events.UnknownEvent."""
    with translation.override(language):
        return _said(events.event(event), zone=zone, site=site).subject


def _said(known: events.Event, *, zone: str, site: str) -> letters.Said:
    return letters.say(known.key, {name: FACTS[name] for name in known.facts}, zone=zone, site=site)


def preview(event: str, language: str, *, zone: str, site: str) -> Preview:
    """Raises events.UnknownEvent."""
    known = events.event(event)
    marketing = known.kind in MARKETING
    with translation.override(language):
        said = _said(known, zone=zone, site=site)
        letter = written.written(said, way_out=site + WAY_OUT, marketing=marketing)
        sms = said.sms + (letters.sms_ending(site + WAY_OUT) if marketing else "")
    by_letter, by_sms = Channel.EMAIL in known.channels, Channel.SMS in known.channels
    return Preview(
        language=language,
        subject=said.subject,
        text=letter.text if by_letter else "",
        html=letter.html if by_letter else "",
        sms=sms if by_sms else "",
        length=lengths.length(sms) if by_sms else None,
    )
