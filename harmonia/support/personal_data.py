"""What each column says of a person."""

from harmonia.core.classification import Classified, Personal, Technical

RANDOM = Technical("a random number")
TIME = Technical("when it happened to the letter")
STATE = Technical("where the letter stands, and what was found out about its way here")
POINTER = Technical("a random number; points to a person while his account exists")
WRITING = "whoever is blocked still writes to us, and is answered: to end the blocking, for instance"
KEYED = Technical("a keyed digest by which a second copy of the letter is found; says nothing without the key")

CLASSIFIED: tuple[Classified, ...] = (
    Classified(
        "support.Thread",
        "person_id",
        {
            "id": Technical("a number given by the database"),
            "token": RANDOM,
            "person": POINTER,
            "assigned_to": POINTER,
            "opened_at": TIME,
        },
        while_blocked=WRITING,
    ),
    Classified(
        "support.Letter",
        "person_id",
        {
            "id": RANDOM,
            "thread": POINTER,
            "person": POINTER,
            "raw": Personal("request_text", withheld="the same letter as it came over the wire; its words are here"),
            "envelope": Personal("request_text", withheld="what our mail server noted of the delivery"),
            "sender": Personal("client_email"),
            "sender_index": Personal("client_email", erased_by="delete", withheld="a keyed hash of the address itself"),
            "subject": Personal("request_text"),
            "text": Personal("request_text"),
            "attachments": Personal("request_text"),
            "request_id": POINTER,
            "decided_by": POINTER,
            **dict.fromkeys(("raw_digest", "message_digest", "signature_digest"), KEYED),
            **dict.fromkeys(("received_at", "sorted_at", "closed_at"), TIME),
            **dict.fromkeys(
                (
                    "way",
                    "state",
                    "whole",
                    "size_bytes",
                    "proof",
                    "standing",
                    "intents",
                    "reason",
                    "language",
                    "attempts",
                ),
                STATE,
            ),
        },
    ),
    Classified(
        "support.Arrival",
        None,
        {
            "id": Technical("a number given by the database"),
            "source": Technical("which mailbox or provider of ours"),
            "place": Technical("the number that the mailbox or provider gave the letter"),
            "letter": RANDOM,
            "arrived_at": TIME,
        },
    ),
    Classified(
        "support.Reply",
        "letter__person_id",
        {
            "id": RANDOM,
            "letter": POINTER,
            "to_person": POINTER,
            "facts": Technical("numbers, days and paths on our site"),
            "text": Personal("request_text"),
            "written_by": POINTER,
            "kind": STATE,
            "state": STATE,
            "attempts": STATE,
            "written_at": TIME,
            "finished_at": TIME,
        },
        while_blocked=WRITING,
    ),
    Classified(
        "support.Link",
        "person_id",
        {
            "id": RANDOM,
            "letter": POINTER,
            "person": POINTER,
            "kind": STATE,
            "undoes": Technical("ids of consent records"),
            "made_at": TIME,
            "expires_at": TIME,
            "used_at": TIME,
        },
        while_blocked=WRITING,
    ),
)  # fmt: skip
