from harmonia.privacy.tasks import erasure, registers

__all__ = ["erasure", "registers"]
