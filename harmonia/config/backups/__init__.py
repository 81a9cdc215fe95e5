"""Backups with two lives, and the way back.

Guarantees: a backup is whole or it is not there; it opens nothing by itself; what was erased since it was made stays
erased when it is restored.

- The backup of the data (default database, encrypted files, copies of the journal's checkpoints) may be kept long.
- The backup of the keys (wrapped keys) lives as long as its epoch: a night. It goes to a place of its own, and older
  ones are removed when a new one is made. Keys of the key management are in neither: only its escrow keeps copies.
- The list of destroyed keys stands outside of both (vault.gateways.destroyed), so that restoring the keys of the
  morning does not bring back whoever was erased at noon.
"""
