"""What each column says of a person."""

from harmonia.core.classification import Classified, Personal, Technical

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

CLASSIFIED: tuple[Classified, ...] = (*REGISTERS,)
