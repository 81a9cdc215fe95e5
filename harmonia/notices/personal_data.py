from harmonia.core.classification import Classified, Personal, Technical, Term
from harmonia.notices.rules import events

SPARED = tuple(key for key, event in events.EVENTS.items() if event.while_blocked)

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
            "channel": Technical("letter or SMS"),
            "facts": Personal("notices_sent"),
            "state": Technical("whether the notice went out"),
            "reason": Technical("why it did not, as a key"),
            "attempts": Technical("how often it was tried"),
            "carrier_number": Technical("the carrier's own number of the message"),
            "once": Technical("ids that keep the same thing from being told twice"),
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
)
