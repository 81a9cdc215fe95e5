"""The demonstration's people and what happened to them: planted through the same operations that the pages use, with
earlier moments passed in. Nobody here exists. Planting twice is planting once.
"""

from datetime import datetime

from harmonia.config.planting import history, people, practices, readings
from harmonia.vault import reading


def plant(at: datetime) -> None:
    with reading.session():
        staff = people.plant_staff(at)
        practices.plant(at, verifier=staff["dana"])
        readings.plant(at, editor=staff["owner"])
        clients = people.plant_clients(at)
        history.plant(at, clients)
