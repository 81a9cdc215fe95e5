"""Prints the map of the data: `python -m harmonia.policy > docs/privacy/register.md`."""

import sys

from harmonia.policy.processing import data_map_markdown

sys.stdout.write(data_map_markdown())
