"""Attendance goes with its appointment; the reason of a bypass is readable only under the client's own key."""

from harmonia.core.classification import Classified, Kept, Personal, Reduced, Technical, Term

ATTENDANCE = Personal("attendance", erased_by="delete")
FEEDBACK = Personal("session_feedback")
OF_THE_OTHER = {"specialist": Kept("it is the client's too; the profile that it leads to says nothing any more")}

CLASSIFIED = (
    Classified(
        model="rooms.Room",
        subject="appointment__client_id",
        sides={"client": "appointment__client_id", "specialist": "appointment__specialist__person_id"},
        of_side=OF_THE_OTHER,
        term=Term("attendance", since=("ended_at", "appointment__ends_at")),
        columns={
            "appointment": ATTENDANCE,
            "state": ATTENDANCE,
            "opened_at": Technical("a quarter of an hour before the session"),
            "ended_at": ATTENDANCE,
            "confirmed_at": ATTENDANCE,
            "contested_at": ATTENDANCE,
        },
    ),
    Classified(
        model="rooms.Attendance",
        subject="room__appointment__client_id",
        sides={"client": "room__appointment__client_id", "specialist": "room__appointment__specialist__person_id"},
        whose="role",
        of_side=OF_THE_OTHER,
        term=Term("attendance", since=("room__ended_at", "room__appointment__ends_at")),
        columns={
            "id": Technical("a random number"),
            "room": ATTENDANCE,
            "role": ATTENDANCE,
            "page": Technical("a random number that the opened page gave itself"),
            "joined_at": ATTENDANCE,
            "seen_at": ATTENDANCE,
            "media_up_at": ATTENDANCE,
            "bytes_sent": ATTENDANCE,
            "bytes_received": ATTENDANCE,
            "left_at": ATTENDANCE,
        },
    ),
    Classified(
        model="rooms.ConsentBypass",
        subject="client_id",
        sides={"client": "client_id", "specialist": "specialist_person_id"},
        of_side={"specialist": Reduced({"specialist_person": None})},
        term=Term("appointments", since=("at",)),
        columns={
            "id": Technical("a random number"),
            "appointment": Personal("appointments", erased_by="delete"),
            "client_id": Technical("whose key the reason is under"),
            "specialist_person": Technical("who decided it; another person's, so not in the client's export"),
            "reason": Personal("client_other", about="specialist"),
            "at": Personal("appointments", erased_by="delete"),
        },
    ),
    Classified(
        model="rooms.Guest",
        subject="appointment__client_id",
        sides={"client": "appointment__client_id", "specialist": "appointment__specialist__person_id"},
        of_side=OF_THE_OTHER,
        term=Term("attendance", since=("over_at", "appointment__ends_at")),
        columns={
            "id": Technical("a random number"),
            "appointment": Personal("appointments", erased_by="delete"),
            "kind": ATTENDANCE,
            "state": ATTENDANCE,
            "asked_by": ATTENDANCE,
            "asked_at": ATTENDANCE,
            "agreed_at": ATTENDANCE,
            "browser": Technical("the hash of a random number that the guest's browser holds"),
            "rules": Technical("the hash of the text that every guest accepts"),
            "came_at": ATTENDANCE,
            "over_at": ATTENDANCE,
        },
    ),
    Classified(
        model="rooms.SessionCheck",
        subject="client_id",
        term=Term("feedback", since=("written_at",)),
        columns={
            "id": Technical("a random number"),
            "appointment": Personal("appointments", erased_by="delete"),
            "client_id": Technical("whose key the answers are under"),
            "answers": FEEDBACK,
            "written_at": FEEDBACK,
            "done_at": FEEDBACK,
        },
    ),
    Classified(
        model="rooms.SafetyCase",
        subject="client_id",
        term=Term("feedback", since=("closed_at", "opened_at")),
        columns={
            "id": Technical("a random number"),
            "appointment": Personal("appointments", erased_by="delete"),
            "client_id": Technical("whose key the closing is under"),
            "cause": Technical("by which way it was opened"),
            "state": Technical("how far we are with it"),
            "opened_at": FEEDBACK,
            "due_at": Technical("our own clock"),
            "taken_by": Technical("a member of staff; not the client's data"),
            "closed_at": FEEDBACK,
            "closing": FEEDBACK,
        },
    ),
)
