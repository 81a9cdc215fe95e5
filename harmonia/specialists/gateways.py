"""The state register of psychologists (332-VIII art. 13). It offers programs no way to ask it, so a verifier does, by
hand; the demonstration has a register of its own, whose entries all begin with DEMO.
"""

from typing import Protocol

from django.conf import settings


class StateRegister(Protocol):
    def holds(self, number: str) -> bool: ...


class DemonstrationRegister:
    def holds(self, number: str) -> bool:
        return number.startswith("DEMO-")


def state_register() -> StateRegister | None:
    """None: only a person can ask."""
    return DemonstrationRegister() if settings.DEMO else None
