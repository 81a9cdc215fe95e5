"""Static files under names that carry their hash, so that a browser may keep them for ever; modules too."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStaticStorage(ManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
