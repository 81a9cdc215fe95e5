"""Static files under names that carry their hash, so that a browser may keep them for ever; modules too."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

HTMX = "django_htmx/htmx-2.min.js"


class HashedStaticStorage(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Of htmx only the file that pages load: its other builds import by names that no static server knows."""
        ours = {name: place for name, place in paths.items() if name == HTMX or not name.startswith("django_htmx/")}
        yield from super().post_process(ours, dry_run, **options)
