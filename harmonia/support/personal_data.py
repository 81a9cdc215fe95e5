"""What each column says of a person."""

from harmonia.core.classification import DELETED, Classified, Personal, Reduced, Technical, Term

RANDOM = Technical("a random number")
TIME = Technical("when it happened to the letter")
STATE = Technical("where the letter stands, and what was found out about its way here")
POINTER = Technical("a random number; points to a person while his account exists")
WRITING = "whoever is blocked still writes to us, and is answered: to end the blocking, for instance"
KEYED = Technical("a keyed digest by which a second copy of the letter is found; says nothing without the key")
FOUND_OUT = (
    "way", "state", "whole", "size_bytes", "proof", "standing", "intents", "reason", "language", "attempts",
)  # fmt: skip
STANDS = Personal("appointments", erased_by="delete")  # its category names the settling of disputes
SIDES = {"opener": "dispute__opener_id", "other": "dispute__other_id"}

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
            "claimed": POINTER,
            "raw": Personal("request_text", about="writer"),
            "envelope": Personal("request_text", about="writer"),
            "sender": Personal("client_email", about="writer"),
            "sender_index": Personal(
                "client_email", erased_by="delete", about="writer", withheld="a keyed hash of the address itself"
            ),
            "subject": Personal("request_text", about="writer"),
            "text": Personal("request_text", about="writer"),
            "attachments": Personal("request_text", about="writer"),
            "request_id": POINTER,
            "decided_by": POINTER,
            **dict.fromkeys(("raw_digest", "message_digest", "signature_digest"), KEYED),
            **dict.fromkeys(("received_at", "sorted_at", "closed_at"), TIME),
            **dict.fromkeys(FOUND_OUT, STATE),
        },
        # What bears his address and is not proved to be his is not shown to him, and goes with him all the same.
        sides={"writer": "person_id", "claimed": "claimed_id", "thread": "thread__person_id"},
        of_side={"claimed": DELETED, "thread": DELETED},
        while_blocked=WRITING,
        own_key="id",
        term=Term("requests", ("closed_at",)),
    ),
    Classified(
        "support.AttachedFile",
        "letter__person_id",
        {
            "id": RANDOM,
            "letter": POINTER,
            "place": Technical("which part of the letter it was"),
            "name": Personal("request_files", about="writer"),
            "size_bytes": STATE,
            "state": STATE,
            "found": Technical("what a scanner for viruses calls it"),
            "taken_out_at": TIME,
            "scanned_at": TIME,
        },
        sides={
            "writer": "letter__person_id",
            "claimed": "letter__claimed_id",
            "thread": "letter__thread__person_id",
        },
        of_side={"claimed": DELETED, "thread": DELETED},
        own_key="letter_id",
        while_blocked=WRITING,
    ),
    Classified(
        "support.Arrival",
        None,
        {
            "id": Technical("a number given by the database"),
            "source": Technical("which mailbox or provider of ours"),
            "place": Technical("the number that the mailbox or provider gave the letter"),
            "letter_id": RANDOM,
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
            "text": Personal("request_text", about="writer"),
            "written_by": POINTER,
            "kind": STATE,
            "state": STATE,
            "attempts": STATE,
            "written_at": TIME,
            "finished_at": TIME,
        },
        sides={
            "writer": "letter__person_id",
            "claimed": "letter__claimed_id",
            "thread": "letter__thread__person_id",
        },
        of_side={"claimed": DELETED, "thread": DELETED, "to_person_id": DELETED},
        own_key="letter_id",
        while_blocked=WRITING,
    ),
    Classified(
        "support.ReadyAnswer",
        None,
        {
            "id": Technical("a number given by the database"),
            **dict.fromkeys(("title", "text_kk", "text_ru", "text_en"), Technical("an answer's words, about nobody")),
            "written_by": POINTER,
            "written_at": TIME,
        },
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
    Classified(
        "support.Dispute",
        "opener_id",
        {
            "id": RANDOM,
            "opener": POINTER,
            "opener_side": Technical("from which side it was opened"),
            "other": POINTER,
            "about": STANDS,
            "appointment": POINTER,
            "order": POINTER,
            "letter_id": POINTER,
            "state": STANDS,
            "assigned_to": POINTER,
            "opened_at": STANDS,
            "due_at": Technical("our own clock"),
            "answered_at": STANDS,
            "over_at": STANDS,
        },
        sides={"opener": "opener_id", "other": "other_id"},
        of_side={"other": Reduced({"other": None})},
        own_key="id",
        term=Term("requests", ("over_at",)),
    ),
    Classified(
        "support.DisputeMessage",
        "dispute__opener_id",
        {
            "id": RANDOM,
            "dispute": POINTER,
            "side": STATE,
            "author": POINTER,
            "written_by": POINTER,
            "text": Personal("dispute_words"),
            "written_at": TIME,
        },
        sides={**SIDES, "author": "author_id"},
        # What the other one said goes with him; what was said to him stays the opener's.
        of_side={"author": Reduced({"author": None, "text": None})},
        own_key="dispute_id",
    ),
    Classified(
        "support.DisputeProposal",
        "dispute__opener_id",
        {
            "id": RANDOM,
            "dispute": POINTER,
            "message": POINTER,
            "made_by": STATE,
            "made_to": STATE,
            "gives": STATE,
            "amount_kzt": Personal("payments", erased_by="delete"),
            "state": STANDS,
            "refund": POINTER,
            "made_at": STANDS,
            "answered_at": STANDS,
        },
        sides=SIDES,
    ),
)
