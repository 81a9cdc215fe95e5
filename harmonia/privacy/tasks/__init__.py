from harmonia.privacy.tasks import archives, erasure, registers, requests

__all__ = ["archives", "erasure", "registers", "requests"]
