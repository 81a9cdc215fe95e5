from harmonia.privacy.tasks import archives, erasure, registers, requests, retention

__all__ = ["archives", "erasure", "registers", "requests", "retention"]
