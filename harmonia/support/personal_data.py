"""What each column says of a person."""

from harmonia.core.classification import Classified

CLASSIFIED: tuple[Classified, ...] = ()
