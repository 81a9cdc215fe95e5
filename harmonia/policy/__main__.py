"""Writes what the register says for people and programs: `python -m harmonia.policy docs/privacy`."""

import sys
from pathlib import Path

from harmonia.policy.operators import Operator
from harmonia.policy.papers import papers

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/privacy")
for name, content in papers(Operator()).items():
    (folder / name).write_text(content)
