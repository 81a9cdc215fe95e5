"""Requests, archives, certificates, registers: each in its own module."""

from harmonia.privacy.models.archives import Archive, Release
from harmonia.privacy.models.registers import Breach, Publication, SelfAudit, StateRequest, Transfer
from harmonia.privacy.models.requests import Request, RequestCount, RequestWords, Step

__all__ = [
    "Archive",
    "Breach",
    "Publication",
    "Release",
    "Request",
    "RequestCount",
    "RequestWords",
    "SelfAudit",
    "StateRequest",
    "Step",
    "Transfer",
]
