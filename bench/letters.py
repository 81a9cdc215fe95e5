"""Ten thousand letters and a worker killed -9 again and again. `python bench/letters.py [quick] [NUMBER]`

True and forged, broken, copied, written by machines, in three languages, through a real Dovecot on loopback, with real
signatures and a server of names. Printed: how many were lost, left unread, acted on twice; how many people were harmed
in whose name only forgeries came; how many true letters were not followed.
"""

import random
import sys
import time
from collections import Counter
from dataclasses import replace

import measure

sys.path.insert(0, str(measure.ROOT))
NUMBER = next((int(said) for said in sys.argv[1:] if said.isdigit()), 300 if measure.QUICK else 10_000)
AT_ONCE = 1000  # so many lie in the mailbox when the worker begins
KILLS = 40  # for each of these


def main() -> None:
    with measure.database():
        from harmonia.core.row_security import SERVICE, as_reader
        from tests.support import crowd, postbox, writing, zone
        from tests.support.town import Town, Worker

        names, box, dice = zone.NameServer(writing.records()), postbox.start(), random.Random(3)
        try:
            with as_reader(SERVICE):
                town = Town(writers=20, victims=20)
                sent = crowd.letters(NUMBER, writers=town.writers, victims=town.victims)
                cases = [replace(case, raw=postbox.on_server(case.raw)) for case in sent]
                began, kills = time.monotonic(), 0
                for start in range(0, len(cases), AT_ONCE):
                    box.put(*(case.raw for case in cases[start : start + AT_ONCE]))
                    worker = Worker(box, names)
                    worker.run(kill_every=lambda: dice.uniform(0.3, 8), most_kills=KILLS)
                    kills += worker.kills
                    print(f"{min(start + AT_ONCE, len(cases))} letters, {kills} kills", flush=True)
                kinds = Counter(case.kind for case in cases)
                print(
                    dict(kinds), f"{time.monotonic() - began:.0f} s, {kills} kills, left in the mailbox: {box.count()}"
                )
                print(town.judged(cases))
        finally:
            box.stop()
            names.stop()


if __name__ == "__main__":
    main()
