"""The archive of information: asked for, made by a job, given out once, gone after its term."""

from harmonia.privacy.operations.archives.asking import expire, prepare, resume
from harmonia.privacy.operations.archives.giving import AlreadyTaken, Expired, Given, NotReady, take
from harmonia.privacy.operations.archives.making import NoRoom, NotProvedYet, make
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
    "prepare",
    "propose",
    "resume",
    "take",
]
