"""What each column says of a person."""

from harmonia.core.classification import Classified, Kept, Personal, Reduced, Technical, Term

RANDOM = Technical("a random number")
STAFF = Personal("staff_record", erased_by="keep", withheld="a colleague's id; the access journal says which role")
REGISTER_ENTRY = Personal("consent_records", erased_by="keep")
WRITTEN = Personal("request_text", withheld="an official document about a case, not what you told us")
WHEN = Technical("when it happened")
STATE = Technical("where it stands")

REGISTERS = (
    Classified(
        model="privacy.Transfer",
        subject="person_id",
        columns={
            "id": RANDOM,
            "person_id": REGISTER_ENTRY,
            "recipient": REGISTER_ENTRY,
            "purpose": REGISTER_ENTRY,
            "categories": REGISTER_ENTRY,
            "abroad": REGISTER_ENTRY,
            "consent_record_id": REGISTER_ENTRY,
            "state": STATE,
            "proposed_by": STAFF,
            "proposed_at": WHEN,
            "assigned_to": STAFF,
            "decided_by": STAFF,
            "decided_at": REGISTER_ENTRY,
            "tell_by": WHEN,
            "told_at": WHEN,
        },
    ),
    Classified(
        model="privacy.StateRequest",
        subject="id",
        columns={
            "id": RANDOM,
            "number": Technical("a running number"),
            "authority": Technical("the name of a state body"),
            "document_number": Technical("a state body's own number of its letter"),
            "document_dated_on": WHEN,
            "person_id": Personal("journal_records", erased_by="keep", withheld="told in the list of who received it"),
            "asked": WRITTEN,
            "silent": STATE,
            "received_at": WHEN,
            "due_at": WHEN,
            "entered_by": STAFF,
            "assigned_to": STAFF,
            "state": STATE,
            "ground": Technical("a key of the register"),
            "categories": Technical("keys of the register"),
            "prepared_by": STAFF,
            "decided_by": STAFF,
            "decided_at": WHEN,
            "reason": WRITTEN,
        },
    ),
    Classified(
        model="privacy.Publication",
        subject="person_id",
        columns={
            "id": RANDOM,
            "person_id": REGISTER_ENTRY,
            "place": REGISTER_ENTRY,
            "consent_record_id": REGISTER_ENTRY,
            "published_at": REGISTER_ENTRY,
            "ended_at": REGISTER_ENTRY,
        },
    ),
    Classified(
        model="privacy.Breach",
        subject="id",
        columns={
            "id": RANDOM,
            "number": Technical("a running number"),
            "state": STATE,
            "drill": STATE,
            "found_at": WHEN,
            "due_at": WHEN,
            "entered_by": STAFF,
            "assigned_to": STAFF,
            "happened": WRITTEN,
            "harms": Technical("keys of the register"),
            "categories": Technical("keys of the register"),
            "people_count": Technical("how many, not who"),
            "consequences": WRITTEN,
            "measures": WRITTEN,
            "notified_at": WHEN,
            "notice_sha256": Technical("a hash of the notice"),
            "entry_id": Technical("where the journal says it"),
            "closed_at": WHEN,
        },
    ),
    Classified(
        model="privacy.SelfAudit",
        subject=None,
        columns={
            "id": RANDOM,
            "at": WHEN,
            "document": Technical("names of checks and counts"),
            "entry_id": Technical("where the journal says it"),
            "failed": Technical("how many checks failed"),
        },
    ),
)

OF_THE_PERSON = Personal("rights_requests", erased_by="keep")
ASKED = Personal("request_text")
KEY = Technical("a key of the register")
RIGHTS_GO_ON = "what he asks is carried out while he is blocked, too (7.2.4; 94-V art. 24)"

REQUESTS = (
    Classified(
        model="privacy.RequestCount",
        subject=None,
        columns={"year": Technical("a year"), "last": Technical("how many requests came in it")},
    ),
    Classified(
        model="privacy.Request",
        subject="person_id",
        while_blocked=RIGHTS_GO_ON,
        erasure=Reduced({"person_id": None}),
        term=Term("rights_requests", ("closed_at",)),
        columns={
            "id": RANDOM,
            "year": Technical("a running number"),
            "serial": Technical("a running number"),
            "kind": OF_THE_PERSON,
            "way": OF_THE_PERSON,
            "asked_by": OF_THE_PERSON,
            "proof": OF_THE_PERSON,
            "state": OF_THE_PERSON,
            "person_id": RANDOM,
            "language": Technical("the language to answer in"),
            "scope": OF_THE_PERSON,
            "received_at": OF_THE_PERSON,
            "opened_at": WHEN,
            "due_at": OF_THE_PERSON,
            "prolonged_at": WHEN,
            "entered_by": STAFF,
            "assigned_to": STAFF,
            "waits_for": STATE,
            "escalated_at": WHEN,
            "confirm_sha256": Technical("a hash of a secret that works once"),
            "confirm_until": WHEN,
            "ground": KEY,
            "left": KEY,
            "joined_to": RANDOM,
            "closed_at": OF_THE_PERSON,
            "proof_document": OF_THE_PERSON,
            "proof_entry_id": Technical("where the journal says it"),
        },
    ),
    Classified(
        model="privacy.RequestWords",
        subject="request__person_id",
        own_key="request_id",
        while_blocked=RIGHTS_GO_ON,
        term=Term("requests", ("closed_at",)),
        columns={
            "request": RANDOM,
            "text": ASKED,
            "contact": Personal("request_text", withheld="where the answer went; a representative's is his own"),
            "about": Personal("request_text", withheld="whom a representative named; it may be somebody else"),
            "evidence": Personal("request_text", withheld="deleted as soon as the request is closed (12.8)"),
            "answer": ASKED,
            "closed_at": WHEN,
        },
    ),
    Classified(
        model="privacy.Step",
        subject="request__person_id",
        while_blocked=RIGHTS_GO_ON,
        erasure=Kept("a state and a moment; the request leads to nobody any more"),
        term=None,
        columns={
            "id": Technical("a number"),
            "request": RANDOM,
            "position": Technical("a running number"),
            "what": OF_THE_PERSON,
            "at": OF_THE_PERSON,
            "by_role": Technical("a role, nobody's name"),
            "sha256": Technical("a hash of states and moments"),
        },
    ),
)

ARCHIVE = Personal("archives", erased_by="delete")

ARCHIVES = (
    Classified(
        model="privacy.Archive",
        subject="person_id",
        while_blocked="the right to know what is held goes on while data are blocked",
        term=Term(rule="archives", since=("asked_at",), only={"state__in": ("taken", "expired")}),
        columns={
            "id": RANDOM,
            "person": ARCHIVE,
            "request_id": ARCHIVE,
            **dict.fromkeys(("state", "done", "total", "trouble", "size_bytes"), STATE),
            **dict.fromkeys(("asked_at", "ready_at", "expires_at", "taken_at"), ARCHIVE),
        },
    ),
    Classified(
        model="privacy.Release",
        subject="person_id",
        while_blocked="the right to know what is held goes on while data are blocked",
        term=Term(rule="requests", since=("decided_at", "proposed_at")),
        columns={
            "id": RANDOM,
            "person": ARCHIVE,
            **dict.fromkeys(("table", "row", "column"), Technical("where a column stands; no word of what it says")),
            **dict.fromkeys(("ground", "state"), STATE),
            "proposed_by": STAFF,
            "proposed_at": ARCHIVE,
            "decided_by": STAFF,
            "decided_at": ARCHIVE,
        },
    ),
)

OF_NOBODY = Technical("once the keys are destroyed it leads to nobody")
A_DAY = Technical("a day of our own work")

ERASURES = (
    Classified(
        model="privacy.Certificate",
        subject="subject_id",
        erasure=Kept("the erasure itself: his number is taken out when his keys are destroyed"),
        own_key="id",
        columns={
            "id": RANDOM,
            "subject_id": OF_NOBODY,
            "request_id": RANDOM,
            "state": STATE,
            "language": Technical("the language of the certificate"),
            "farewell": Personal("client_email", withheld="stands for a day at most, when nobody can sign in any more"),
            "plan": Technical("names of tables and keys, and counts"),
            "document": Technical("names of tables and keys, and counts"),
            "entry_id": Technical("where the journal says it"),
            "begun_at": WHEN,
            "destroyed_at": WHEN,
            "told_at": WHEN,
        },
    ),
    Classified(
        model="privacy.Run",
        subject=None,
        columns={
            "id": RANDOM,
            "state": STATE,
            "worked_out_at": A_DAY,
            "until": A_DAY,
            "document": Technical("rules, names of tables, counts, and a hash over random numbers"),
            "entry_id": Technical("where the journal says it"),
            "proposed_by": Technical("a colleague's random number"),
            "proposed_at": A_DAY,
            "decided_by": Technical("a colleague's random number"),
            "decided_at": A_DAY,
            "done_at": A_DAY,
        },
    ),
    Classified(
        model="privacy.Item",
        subject=None,
        columns={
            "id": Technical("a number"),
            "run": RANDOM,
            "rule": Technical("a key of the register"),
            "table": Technical("the name of a table"),
            "row": Technical("which row is due; it is classified itself, and the item goes with it"),
            "due_at": Technical("when the row's term is over"),
        },
    ),
    Classified(
        model="privacy.Hold",
        subject="person_id",
        while_blocked="a hold keeps, as a block does",
        erasure=Reduced({"person_id": None, "table": "gone", "row": "gone"}),
        columns={
            "id": RANDOM,
            "person_id": RANDOM,
            "table": Technical("the name of a table"),
            "row": Technical("which row must stay; it is classified itself"),
            "ground": Technical("a key: why it must stay"),
            "reference": Technical("the number of a case"),
            "owner_id": Technical("a colleague's random number"),
            "placed_at": WHEN,
            "expires_at": WHEN,
            "released_at": WHEN,
            "released_by": Technical("a colleague's random number"),
        },
    ),
)

OF_A_BLOCK = Personal("rights_requests", erased_by="delete")

BLOCKS = (
    Classified(
        model="privacy.Block",
        subject="person_id",
        while_blocked="the block itself",
        term=Term(rule="requests", since=("ended_at",)),
        columns={
            "id": RANDOM,
            **dict.fromkeys(("person_id", "since", "confirmed_at", "ended_at"), OF_A_BLOCK),
            **dict.fromkeys(("origin", "ended_because"), OF_A_BLOCK),
            "table": Technical("the name of a table"),
            "row": Technical("which row of it; it is classified itself"),
            "request_id": RANDOM,
            **dict.fromkeys(("by", "ended_by"), STAFF),
            "state": STATE,
        },
    ),
)

CLASSIFIED: tuple[Classified, ...] = (*ARCHIVES, *BLOCKS, *ERASURES, *REGISTERS, *REQUESTS)
