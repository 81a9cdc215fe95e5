"""A note is about the client and the specialist's own work: neither's archive has it, and two people of the service may
release it to the client without reading it (94-V art. 24). That it exists the client sees."""

from harmonia.core.classification import DELETED, Classified, Kept, Personal, Technical, Term

RANDOM = Technical("a random number")
WHO = Personal("session_notes", erased_by="delete")
WITH_WHOM = Personal("session_notes", erased_by="delete", shown="specialist__display_name")
WHEN = Personal("session_notes", erased_by="delete")
TERM = "conversation"
CHOSEN = Personal("appointments", erased_by="delete")
STAYS_THE_ASKERS = Kept("it is the asker's; the profile that it names says nothing any more")
STAYS = Kept("it is the client's; the profile that it names says nothing any more")

CLASSIFIED = (
    Classified(
        model="practice.Case",
        subject="client_id",
        sides={"client": "client_id", "specialist": "specialist__person_id"},
        of_side={"specialist": DELETED},
        own_key="id",
        term=Term(TERM, since=("ended_at",)),
        columns={
            "id": RANDOM,
            "client": WHO,
            "specialist": WITH_WHOM,
            "opened_at": WHEN,
            "noted_at": WHEN,
            "ended_at": WHEN,
        },
    ),
    Classified(
        model="practice.Note",
        subject="client_id",
        sides={"client": "client_id", "specialist": "author_id"},
        of_side={"specialist": DELETED},
        term=Term(TERM, since=("case__ended_at",)),
        columns={
            "id": RANDOM,
            "case": RANDOM,
            "client": WHO,
            "author": WHO,
            "said": Personal("session_notes", about="specialist"),
            "edition": Technical("how often it was saved"),
            "written_at": WHEN,
            "changed_at": WHEN,
        },
    ),
    Classified(
        model="practice.EarlierText",
        subject="client_id",
        sides={"client": "client_id", "specialist": "author_id"},
        of_side={"specialist": DELETED},
        term=Term(TERM, since=("case__ended_at",)),
        columns={
            "id": RANDOM,
            "note": RANDOM,
            "case": RANDOM,
            "client": WHO,
            "author": WHO,
            "said": Personal("session_notes", about="specialist"),
            "edition": Technical("which one of the note's texts it was"),
            "written_at": WHEN,
        },
    ),
    Classified(
        model="practice.HandOver",
        subject="client_id",
        sides={"client": "client_id", "giver": "giver__person_id", "receiver": "receiver__person_id"},
        of_side={"giver": STAYS, "receiver": STAYS},
        term=Term(TERM, since=("ended_at",)),
        columns={
            "id": RANDOM,
            "client": CHOSEN,
            "giver": Personal("appointments", erased_by="delete", shown="giver__display_name"),
            "receiver": Personal("appointments", erased_by="delete", about="client", shown="receiver__display_name"),
            "state": CHOSEN,
            "with_summary": CHOSEN,
            "with_attendance": CHOSEN,
            "summary": Personal("messages"),
            **dict.fromkeys(("asked_at", "written_at", "handed_at", "ended_at"), CHOSEN),
        },
    ),
    Classified(
        model="practice.Leaving",
        subject="specialist__person_id",
        columns={
            "specialist": Personal("specialist_profile", erased_by="delete", shown="specialist__display_name"),
            **dict.fromkeys(("last_on", "decided_at", "over_at"), Personal("specialist_profile", erased_by="delete")),
        },
    ),
    Classified(
        model="practice.Supervision",
        subject="asker_id",
        sides={"asker": "asker_id", "supervisor": "supervisor__person_id"},
        of_side={"supervisor": STAYS_THE_ASKERS},
        term=Term(TERM, since=("ended_at", "answered_at", "asked_at")),
        columns={
            "id": RANDOM,
            "asker": Personal("supervision", erased_by="delete"),
            "supervisor": Personal("supervision", erased_by="delete", shown="supervisor__display_name"),
            "state": Technical("where it stands"),
            "said": Personal("supervision"),
            "answer": Personal("supervision"),
            **dict.fromkeys(("asked_at", "answered_at", "ended_at"), Personal("supervision", erased_by="delete")),
        },
    ),
)
