"""The archive of information: asked for, made by a job, given out once, gone after its term."""

from harmonia.privacy.operations.archives.asking import expire, prepare, resume
from harmonia.privacy.operations.archives.giving import AlreadyTaken, Expired, Given, NotReady, take
from harmonia.privacy.operations.archives.making import Bundle, NoRoom, NotProvedYet, make, patiently
from harmonia.privacy.operations.archives.releasing import (
    AlreadyProposed,
    NotWithheld,
    approve,
    decline,
    propose,
)
from harmonia.privacy.permissions.two_people import SamePerson

__all__ = [
    "AlreadyProposed",
    "AlreadyTaken",
    "Bundle",
    "Expired",
    "Given",
    "NoRoom",
    "NotProvedYet",
    "NotReady",
    "NotWithheld",
    "SamePerson",
    "approve",
    "decline",
    "expire",
    "make",
    "patiently",
    "prepare",
    "propose",
    "resume",
    "take",
]
