"""Pages that everybody has (own data, agreements, sign-ins) stand in the frame of the person's own area."""

from typing import Any

from harmonia.accounts import states

FRAMES = ((states.SPECIALIST, "base_specialist.html"), (states.CLIENT, "base_client.html"))


def frame(person: Any) -> dict[str, str]:
    """Context for `{% extends frame %}`."""
    return {"frame": next((name for role, name in FRAMES if person.has_role(role)), "base_staff.html")}
