from harmonia.core.classification import Classified, Personal, Technical, Term
from harmonia.notices.rules import events

SPARED = tuple(key for key, event in events.EVENTS.items() if event.while_blocked)
OF_A_CAMPAIGN = Technical("what staff wrote for many, about nobody")

CLASSIFIED = (
    Classified(
        model="notices.Notice",
        subject="person_id",
        while_blocked="he is told of what concerns his request and his sign-in, and of nothing else",
        while_blocked_only={"event": SPARED},
        term=Term("notices", since=("finished_at", "created_at")),
        columns={
            "id": Technical("a random number"),
            "person": Personal("notices_sent", erased_by="delete"),
            "event": Technical("the name of an event"),
            "channel": Technical("letter, SMS, signal or cabinet"),
            "device_id": Technical("to which device, as a random number"),
            "facts": Personal("notices_sent"),
            "state": Technical("whether the notice went out"),
            "reason": Technical("why it did not, as a key"),
            "attempts": Technical("how often it was tried"),
            "carrier_number": Technical("the carrier's own number of the message"),
            "once": Technical("ids that keep the same thing from being told twice"),
            "campaign": Technical("which news or offer it is: a random number"),
            "handed_at": Technical("when a worker took it in hand"),
            "unsubscribed_at": Personal("notices_sent", erased_by="delete"),
            "created_at": Personal("notices_sent", erased_by="delete"),
            "finished_at": Personal("notices_sent", erased_by="delete"),
            "read_at": Personal("notices_sent", erased_by="delete"),
        },
    ),
    Classified(
        model="notices.Preference",
        subject="person_id",
        columns={
            "id": Technical("a random number"),
            "person": Personal("preferences", erased_by="delete"),
            "kind": Personal("preferences", erased_by="delete"),
            "channel": Personal("preferences", erased_by="delete"),
            "wanted": Personal("preferences", erased_by="delete"),
            "changed_at": Personal("preferences", erased_by="delete"),
        },
    ),
    Classified(
        model="notices.UnsubscribeLink",
        subject="person_id",
        while_blocked="the way out that every letter carries, those about his request too",
        columns={
            "id": Technical("a random number"),
            "person": Personal("preferences", erased_by="delete"),
            "channel": Personal("preferences", erased_by="delete"),
            "made_at": Technical("when the link was first put into a letter"),
        },
    ),
    Classified(
        model="notices.Return",
        subject="person_id",
        while_blocked="a letter about his request may come back, too; and who complains is written to less",
        term=Term("notices", since=("told_at",)),
        columns={
            "id": Technical("a random number"),
            "person": Personal("notices_sent", erased_by="delete"),
            "notice_id": Technical("which message came back, as a random number"),
            "channel": Technical("letter or SMS"),
            "happened": Technical("whether it came back, or was called unwanted"),
            "address_index": Personal(
                "notices_sent", erased_by="delete", withheld="a keyed hash of the address or number itself"
            ),
            "told_sha256": Technical("a digest of the carrier's own name of this event, so that twice is once"),
            "happened_at": Personal("notices_sent", erased_by="delete"),
            "told_at": Technical("when we heard of it"),
        },
    ),
    Classified(
        model="notices.Interest",
        subject="person_id",
        columns={
            "id": Technical("a number"),
            "person": Personal("news_interests", erased_by="delete"),
            "interest": Personal("news_interests", erased_by="delete"),
            "chosen_at": Personal("news_interests", erased_by="delete"),
        },
    ),
    Classified(
        model="notices.Campaign",
        subject=None,
        columns={
            "id": Technical("a random number"),
            **dict.fromkeys(("kind", "channel", "interest", "languages", "path", "a_minute"), OF_A_CAMPAIGN),
            **dict.fromkeys(("offer_from_on", "offer_until_on"), Technical("the days of an offer")),
            "state": Technical("where it stands"),
            "content_sha256": Technical("a hash of what was proposed"),
            "entry_id": Technical("where the journal says what was approved"),
            **dict.fromkeys(("written_by", "approved_by"), Technical("a colleague's random number")),
            **dict.fromkeys(
                ("written_at", "proposed_at", "approved_at", "begun_at", "walked_at", "next_batch_at", "ended_at"),
                Technical("when it happened"),
            ),
            "reached": Technical("the random number that the next batch begins behind"),
        },
    ),
    Classified(
        model="notices.CampaignText",
        subject=None,
        columns={
            "id": Technical("a number"),
            "campaign": Technical("which campaign it belongs to"),
            **dict.fromkeys(("language", "subject", "body", "action", "sms", "rules"), OF_A_CAMPAIGN),
        },
    ),
    Classified(
        model="notices.Tally",
        subject=None,
        columns={
            "id": Technical("a number"),
            "campaign": Technical("which campaign it belongs to"),
            **dict.fromkeys(("outcome", "reason", "count"), Technical("how many letters came to it, without names")),
        },
    ),
    Classified(
        model="notices.QuietHours",
        subject="person_id",
        columns={
            "id": Technical("a random number"),
            "person": Personal("preferences", erased_by="delete"),
            "kept": Personal("preferences", erased_by="delete"),
            "starts_at": Personal("preferences", erased_by="delete"),
            "ends_at": Personal("preferences", erased_by="delete"),
            "changed_at": Personal("preferences", erased_by="delete"),
        },
    ),
    Classified(
        model="notices.Device",
        subject="person_id",
        columns={
            "id": Technical("a random number"),
            "person": Personal("push_devices", erased_by="delete"),
            "address": Personal("push_devices", withheld="a secret of your browser: who has it can wake the device"),
            "keys": Personal("push_devices", withheld="a secret of your browser: shown to nobody"),
            "name": Personal("push_devices"),
            "address_sha256": Personal("push_devices", erased_by="delete", withheld="a hash of the address itself"),
            "sign_in_id": Technical("by which sign-in it was added, as a random number"),
            "ends_with_sign_in": Personal("preferences", erased_by="delete"),
            "added_at": Personal("push_devices", erased_by="delete"),
        },
    ),
)
