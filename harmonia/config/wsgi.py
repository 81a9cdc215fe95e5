import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmonia.config.settings")
application = get_wsgi_application()

from harmonia.config import checks  # noqa: E402  Django must be set up first

checks.refuse_abroad()
