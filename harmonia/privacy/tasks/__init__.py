from harmonia.privacy.tasks import archives, erasure, registers

__all__ = ["archives", "erasure", "registers"]
