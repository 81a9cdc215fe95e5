"""Appointments carry no names: they are two ids and times. Free time and plans are the specialist's."""

from harmonia.core.classification import DELETED, Classified, Kept, Personal, Reduced, Technical, Term

APPOINTMENT = Personal("appointments", erased_by="keep")
# The specialist's side, and claims within three years, need the times and the price; not whose they were, nor where.
WITHOUT_CLIENT = Reduced({"client": None, "promised_wall": "", "promised_zone": ""})
OF_CLIENT = Personal("appointments", erased_by="delete", about="client")
OF_BOTH = Personal("appointments", erased_by="delete")
WITH_WHOM = Personal("appointments", erased_by="delete", shown="specialist__display_name")
PLAN = Personal("specialist_plan", erased_by="delete")

CLASSIFIED = (
    Classified(
        model="booking.Timetable",
        subject="specialist__person_id",
        columns={
            "specialist": PLAN,
            "zone": PLAN,
            "session_minutes": PLAN,
            "buffer_minutes": PLAN,
            "step_minutes": PLAN,
            "notice_minutes": PLAN,
            "horizon_days": PLAN,
            "rests_on_holidays": PLAN,
        },
    ),
    Classified(
        model="booking.Period",
        subject="specialist__person_id",
        columns={
            "id": Technical("a random number"),
            "specialist": PLAN,
            "starts_on": PLAN,
            "ends_on": PLAN,
        },
    ),
    Classified(
        model="booking.Plan",
        subject="specialist__person_id",
        columns={
            "id": Technical("a running number"),
            "specialist": PLAN,
            "period": Technical("to which period the hours belong"),
            "weekday": PLAN,
            "starts_minute": PLAN,
            "ends_minute": PLAN,
        },
    ),
    Classified(
        model="booking.PlanException",
        subject="specialist__person_id",
        columns={
            "id": Technical("a running number"),
            "specialist": PLAN,
            "falls_on": PLAN,
            "starts_minute": PLAN,
            "ends_minute": PLAN,
        },
    ),
    Classified(
        model="booking.Slot",
        subject="specialist__person_id",
        columns={
            "specialist": PLAN,
            "starts_at": PLAN,
            "ends_at": PLAN,
            "room_minutes": PLAN,
        },
    ),
    Classified(
        model="booking.Availability",
        subject="specialist__person_id",
        columns={
            "specialist": PLAN,
            "origin_on": Technical("the day that the bits count from"),
            "bits": PLAN,
            "replanned_at": Technical("when the free time was last worked out"),
        },
    ),
    Classified(
        model="booking.Appointment",
        subject="client_id",
        sides={"client": "client_id", "specialist": "specialist__person_id"},
        erasure=WITHOUT_CLIENT,
        of_side={"specialist": Kept("it is the client's too; the profile that it names says nothing any more")},
        term=Term("appointments", since=("over_at", "ends_at"), reduced=WITHOUT_CLIENT),
        columns={
            "id": Technical("a random number"),
            "client": Personal("appointments", erased_by="delete", about="client"),
            "specialist": Personal("appointments", erased_by="keep", shown="specialist__display_name"),
            "starts_at": APPOINTMENT,
            "ends_at": APPOINTMENT,
            "busy": Technical("the session and the pause after it, for the database's constraint"),
            "state": APPOINTMENT,
            "hold_expires_at": Technical("until when the time is kept for an unpaid booking"),
            "price_kzt": APPOINTMENT,
            "is_ordinary": Technical("whether a package may pay for it"),
            "promised_wall": Personal("appointments", erased_by="delete"),
            "promised_zone": Personal("appointments", erased_by="delete"),
            "language": Personal("appointments", erased_by="keep", about="client"),
            "sequence": Technical("which edition of the calendar event this is"),
            "client_moves": APPOINTMENT,
            "moved_by_specialist": APPOINTMENT,
            "cancelled_by": APPOINTMENT,
            "origin": APPOINTMENT,
            "series": Technical("which sessions were asked for together, as a random number"),
            "held_at": APPOINTMENT,
            "booked_at": APPOINTMENT,
            "over_at": APPOINTMENT,
        },
    ),
    Classified(
        model="booking.CalendarFeed",
        subject="person_id",
        columns={
            "person": Personal("preferences", erased_by="delete"),
            "fingerprint": Technical("a hash of the secret address, which is shown once and not kept"),
            "made_at": Personal("preferences", erased_by="delete"),
        },
    ),
    Classified(
        model="booking.BusyFeed",
        subject="owner_id",
        columns={
            "id": Technical("a random number"),
            "specialist": PLAN,
            "owner": PLAN,
            "address": Personal("specialist_other"),
            "added_at": PLAN,
            "asked_at": Technical("when the calendar was last asked"),
            "read_at": Technical("when it last answered"),
            "trouble": Technical("why it did not answer"),
        },
    ),
    Classified(
        model="booking.BusyTime",
        subject="specialist__person_id",
        columns={
            "id": Technical("a running number"),
            "feed": Technical("which calendar said so"),
            "specialist": PLAN,
            "starts_at": PLAN,
            "ends_at": PLAN,
        },
    ),
    Classified(
        model="booking.Parting",
        subject="client_id",
        sides={"client": "client_id", "specialist": "specialist__person_id"},
        of_side={"specialist": DELETED},
        columns={
            "id": Technical("a running number"),
            "client": OF_CLIENT,
            "specialist": WITH_WHOM,
            "parted_at": OF_BOTH,
        },
    ),
    Classified(
        model="booking.Waiting",
        subject="client_id",
        sides={"client": "client_id", "specialist": "specialist__person_id"},
        of_side={"specialist": DELETED},
        columns={
            "id": Technical("a running number"),
            "client": OF_CLIENT,
            "specialist": WITH_WHOM,
            "before": OF_CLIENT,
            "minutes": OF_CLIENT,
            "since_at": OF_CLIENT,
            "offered_at": OF_CLIENT,
        },
    ),
)
