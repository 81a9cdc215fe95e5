from harmonia.privacy.tasks import registers

__all__ = ["registers"]
