"""What a person's archive is made of, and what became of each."""

from harmonia.privacy.queries.archives.collecting import collected
from harmonia.privacy.queries.archives.journalled import Look, looks

__all__ = ["Look", "collected", "looks"]
