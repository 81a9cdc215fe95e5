"""What a specialist may be and have: closed lists."""

from collections.abc import Mapping

from django.db import models

from harmonia.policy import Text


class Sex(models.TextChoices):
    FEMALE = "f"
    MALE = "m"


class EducationKind(models.TextChoices):
    """DEGREE is the university; RETRAINING gives the method; FURTHER_TRAINING keeps it fresh (332-VIII art. 15(2))."""

    DEGREE = "degree"
    RETRAINING = "retraining"
    FURTHER_TRAINING = "further_training"


class Unlisted(models.TextChoices):
    """Why a profile was taken from the directory."""

    OWN_WISH = "own_wish"
    REGISTER_STRUCK_OFF = "register_struck_off"
    REGISTER_STALE = "register_stale"
    INELIGIBLE = "ineligible"
    VERIFICATION = "verification"


CITIES: Mapping[str, Text] = {
    "almaty": Text(kk="Алматы", ru="Алматы", en="Almaty"),
    "astana": Text(kk="Астана", ru="Астана", en="Astana"),
    "shymkent": Text(kk="Шымкент", ru="Шымкент", en="Shymkent"),
    "karaganda": Text(kk="Қарағанды", ru="Караганда", en="Karaganda"),
    "aktobe": Text(kk="Ақтөбе", ru="Актобе", en="Aktobe"),
    "taraz": Text(kk="Тараз", ru="Тараз", en="Taraz"),
    "pavlodar": Text(kk="Павлодар", ru="Павлодар", en="Pavlodar"),
    "semey": Text(kk="Семей", ru="Семей", en="Semey"),
    "oskemen": Text(kk="Өскемен", ru="Усть-Каменогорск", en="Oskemen"),
    "atyrau": Text(kk="Атырау", ru="Атырау", en="Atyrau"),
    "aktau": Text(kk="Ақтау", ru="Актау", en="Aktau"),
    "oral": Text(kk="Орал", ru="Уральск", en="Oral"),
    "kostanay": Text(kk="Қостанай", ru="Костанай", en="Kostanay"),
    "kyzylorda": Text(kk="Қызылорда", ru="Кызылорда", en="Kyzylorda"),
    "petropavl": Text(kk="Петропавл", ru="Петропавловск", en="Petropavl"),
    "turkistan": Text(kk="Түркістан", ru="Туркестан", en="Turkistan"),
    "kokshetau": Text(kk="Көкшетау", ru="Кокшетау", en="Kokshetau"),
    "taldykorgan": Text(kk="Талдықорған", ru="Талдыкорган", en="Taldykorgan"),
}


class ApplicationState(models.TextChoices):
    """SUBMITTED stands in the queue; TAKEN is in one verifier's hands; RETURNED waits for the applicant. Who was
    REFUSED may answer, and then somebody else looks at it; who was APPROVED opens it again to renew something."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    TAKEN = "taken"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"


APPLICATION_MOVES: Mapping[str, frozenset[str]] = {
    ApplicationState.DRAFT: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.SUBMITTED: frozenset({ApplicationState.TAKEN}),
    ApplicationState.TAKEN: frozenset(
        {
            ApplicationState.SUBMITTED,
            ApplicationState.RETURNED,
            ApplicationState.APPROVED,
            ApplicationState.REFUSED,
        }
    ),
    ApplicationState.RETURNED: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.REFUSED: frozenset({ApplicationState.SUBMITTED}),
    ApplicationState.APPROVED: frozenset({ApplicationState.RETURNED}),
}
IN_QUEUE = (ApplicationState.SUBMITTED, ApplicationState.TAKEN)
WRITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)


class DocumentKind(models.TextChoices):
    DEGREE = "degree"
    RETRAINING = "retraining"
    FURTHER_TRAINING = "further_training"
    PRACTICE = "practice"
    REGISTER = "register"
    SUPERVISION = "supervision"
    CERTIFICATE = "certificate"


class DocumentState(models.TextChoices):
    """QUARANTINED waits for the scanner and is opened by nobody. INFECTED and UNREADABLE are destroyed, their names
    stay; UNKNOWABLE: the scanner reads no file of that size."""

    QUARANTINED = "quarantined"
    CLEAN = "clean"
    INFECTED = "infected"
    UNREADABLE = "unreadable"
    UNKNOWABLE = "unknowable"


DOCUMENT_MOVES: Mapping[str, frozenset[str]] = {
    DocumentState.QUARANTINED: frozenset(
        {DocumentState.CLEAN, DocumentState.INFECTED, DocumentState.UNREADABLE, DocumentState.UNKNOWABLE}
    ),
    DocumentState.CLEAN: frozenset(),
    DocumentState.INFECTED: frozenset(),
    DocumentState.UNREADABLE: frozenset(),
    DocumentState.UNKNOWABLE: frozenset(),
}


class Outcome(models.TextChoices):
    """Of one criterion: MET or LACKING. Of the whole: RETURNED, APPROVED, REFUSED. ANSWER is the applicant's own."""

    MET = "met"
    LACKING = "lacking"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    ANSWER = "answer"


WHOLE = "whole"
