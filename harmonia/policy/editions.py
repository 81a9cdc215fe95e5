"""When this state of the register comes into force (12.2): at once, or on a day that whoever changes it sets here.

Until that day the former edition counts: its text is the one that is shown and agreed to, and nothing that is new in
this one is open. A day that is past is the same as none.
"""

from datetime import date

IN_FORCE_ON: date | None = None


def in_force_on(published_on: date) -> date:
    return max(published_on, IN_FORCE_ON or published_on)
