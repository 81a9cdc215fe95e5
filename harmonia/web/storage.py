"""Static files under names that carry their hash, so that a browser may keep them for ever; modules too.

What scripts are is published beside them (`scripts.json`: address → digest), so that anyone can compare what a browser
was given with what was built; pages name the same digests, and the browser refuses a script that is another.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

HTMX = "django_htmx/htmx-2.min.js"
PUBLISHED = "scripts.json"


class HashedStaticStorage(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Of htmx only the file that pages load: its other builds import by names that no static server knows."""
        ours = {name: place for name, place in paths.items() if name == HTMX or not name.startswith("django_htmx/")}
        yield from super().post_process(ours, dry_run, **options)
        if not dry_run:
            self._publish()

    def _publish(self) -> None:
        scripts = sorted(hashed for name, hashed in self.hashed_files.items() if name.endswith(".js"))
        digests = {
            urljoin(self.base_url or "", hashed): digest(Path(self.path(hashed)).read_bytes()) for hashed in scripts
        }
        Path(self.path(PUBLISHED)).write_text(json.dumps(digests, indent=1))

    @cached_property
    def digests(self) -> dict[str, str]:
        """Of every script, by its address, as they were when the files were collected."""
        published = Path(self.path(PUBLISHED))
        return dict(json.loads(published.read_text())) if published.exists() else {}


def digest(content: bytes) -> str:
    """As pages name it (subresource integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
