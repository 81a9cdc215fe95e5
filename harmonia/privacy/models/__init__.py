"""Requests, archives, certificates, registers: each in its own module."""

from harmonia.privacy.models.archives import Archive, Release
from harmonia.privacy.models.blocking import Block
from harmonia.privacy.models.erasure import Certificate
from harmonia.privacy.models.registers import Breach, Publication, SelfAudit, StateRequest, Transfer
from harmonia.privacy.models.requests import Request, RequestCount, RequestWords, Step
from harmonia.privacy.models.retention import Hold, Item, Run

__all__ = [
    "Archive",
    "Block",
    "Breach",
    "Certificate",
    "Hold",
    "Item",
    "Publication",
    "Release",
    "Request",
    "RequestCount",
    "RequestWords",
    "Run",
    "SelfAudit",
    "StateRequest",
    "Step",
    "Transfer",
]
