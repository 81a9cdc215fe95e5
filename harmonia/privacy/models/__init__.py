"""Requests, archives, certificates, registers: each in its own module."""

from harmonia.privacy.models.registers import Breach, Publication, SelfAudit, StateRequest, Transfer

__all__ = ["Breach", "Publication", "SelfAudit", "StateRequest", "Transfer"]
