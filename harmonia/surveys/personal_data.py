"""Answers go with their person, and with their own key when he leaves; surveys and counts are about nobody."""

from harmonia.core.classification import Classified, Personal, Technical, Term

RANDOM = Technical("a random number")
WHEN = Technical("when it happened")
STATE = Technical("where it stands")
PAPER = Technical("a survey's own words, the same for everybody")
STAFF = Technical("a random number of a member of staff; it leads to him while he has an account")
MINE = Personal("survey_answers", erased_by="delete")

CLASSIFIED = (
    Classified(
        model="surveys.Survey",
        subject=None,
        columns={
            "id": RANDOM,
            "number": Technical("a running number"),
            **dict.fromkeys(("kind", "closes_at"), PAPER),
            "state": STATE,
            **dict.fromkeys(("created_at", "opened_at", "closed_at", "invited_at"), WHEN),
        },
    ),
    Classified(
        model="surveys.Version",
        subject=None,
        columns={
            "id": RANDOM,
            "survey": RANDOM,
            **dict.fromkeys(("number", "content", "days"), PAPER),
            "state": STATE,
            **dict.fromkeys(("written_by", "decided_by"), STAFF),
            **dict.fromkeys(("proposed_at", "decided_at"), WHEN),
        },
    ),
    Classified(
        model="surveys.Participation",
        subject="person_id",
        own_key="id",
        term=Term("wellbeing", since=("written_at",)),
        columns={
            "id": RANDOM,
            "person": MINE,
            **dict.fromkeys(("survey", "version"), RANDOM),
            "state": STATE,
            "answers": Personal("survey_answers"),
            **dict.fromkeys(("begun_at", "written_at", "finished_at"), MINE),
        },
    ),
    Classified(
        model="surveys.Result",
        subject=None,
        columns={
            "id": RANDOM,
            "version": RANDOM,
            "document": Technical("counts of which none is small"),
            "counted_at": WHEN,
        },
    ),
    Classified(
        model="surveys.Quote",
        subject="person_id",
        term=Term("wellbeing", since=("participation__written_at",)),
        columns={
            "id": RANDOM,
            "person": MINE,
            "participation": RANDOM,
            "question": Technical("a question's key; the words stand with the answers"),
            "state": STATE,
            "decided_by": STAFF,
            "decided_at": WHEN,
        },
    ),
    Classified(
        model="surveys.Talk",
        subject="person_id",
        term=Term("wellbeing", since=("participation__written_at",)),
        columns={
            "participation": RANDOM,
            "person": MINE,
            "starts_at": MINE,
            "state": STATE,
            "place": Technical("an address of the house, where the talk is held"),
            "offered_at": MINE,
            "decided_by": STAFF,
            "decided_at": WHEN,
        },
    ),
    Classified(
        model="surveys.Export",
        subject=None,
        columns={
            "id": RANDOM,
            "survey": RANDOM,
            "state": STATE,
            **dict.fromkeys(("asked_by", "decided_by"), STAFF),
            **dict.fromkeys(("asked_at", "decided_at"), WHEN),
        },
    ),
)
