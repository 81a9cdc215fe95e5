"""Pages of a list that may be a million rows long: nobody turns so many, so nobody counts so many."""

from django.core import paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST_ROWS = 10_000


class Paginator(paginator.Paginator):  # type: ignore[type-arg]  # of whatever rows
    """Counts and shows the first MOST_ROWS; `is_cut`: there are more, which a filter or a search finds."""

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        return rows.order_by()[: MOST_ROWS + 1].count() if isinstance(rows, QuerySet) else len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_ROWS)

    @property
    def is_cut(self) -> bool:
        return self._counted > MOST_ROWS
