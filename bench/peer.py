"""django-appointment as its documentation sets it up, with the same week, bookings and server as ours.

Its project is written into a folder, migrated and planted by its own interpreter; nothing of it enters the product.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

SETTINGS = """
import os
SECRET_KEY = "bench"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "phonenumber_field", "appointment"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
ROOT_URLCONF = "urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
    "context_processors": ["django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600, **__import__("json").loads(
    os.environ["PEER_DATABASE"])}}
USE_TZ = True
MIGRATION_MODULES = {"auth": None, "contenttypes": None, "sessions": None, "appointment": None}
TIME_ZONE = "Asia/Almaty"
STATIC_URL = "/static/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {"version": 1, "disable_existing_loggers": True, "root": {"level": "CRITICAL"}}
"""
URLS = 'from django.urls import include, path\nurlpatterns = [path("appointment/", include("appointment.urls"))]\n'
WSGI = (
    'import os\nos.environ["DJANGO_SETTINGS_MODULE"] = "settings"\nimport logging\nlogging.disable(logging.ERROR)\n'
    "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"
)
PLANT = """
import json, os, sys
from datetime import date, datetime, time, timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django; django.setup()
import logging; logging.disable(logging.ERROR)
from django.contrib.auth.models import User
from django.test import Client
from appointment.models import Appointment, AppointmentRequest, Service, StaffMember, WorkingHours
clients, booked = int(sys.argv[1]), json.loads(sys.argv[2])
service = Service.objects.create(name="Session", duration=timedelta(minutes=60), price=12000)
staff = []
for number in range(int(sys.argv[3])):
    user = User.objects.create(username=f"staff{number}", first_name="Staff", email=f"staff{number}@example.kz")
    member = StaffMember.objects.create(user=user, slot_duration=60, lead_time=time(9), finish_time=time(18),
        appointment_buffer_time=0, work_on_saturday=True, work_on_sunday=True)
    member.services_offered.add(service)
    for weekday in range(7):
        WorkingHours.objects.create(staff_member=member, day_of_week=weekday, start_time=time(9), end_time=time(18))
    staff.append(member)
people = [User.objects.create(username=f"c{number}", first_name="C", email=f"c{number}@example.kz")
    for number in range(clients)]
for number, moment in enumerate(booked):
    start = datetime.fromisoformat(moment)
    request = AppointmentRequest.objects.create(date=start.date(), start_time=start.time(),
        end_time=(start + timedelta(hours=1)).time(), service=service, staff_member=staff[0])
    Appointment.objects.create(client=people[number % clients], appointment_request=request)
cookies = []
for user in people:
    client = Client(); client.force_login(user); cookies.append(client.cookies["sessionid"].value)
print(json.dumps({"service": service.pk, "staff": [member.pk for member in staff], "sessions": cookies}))
"""


def plant(
    python: str, folder: Path, address: str, *, clients: int, booked: list[str], staff: int = 1
) -> tuple[dict[str, str], dict[str, Any]]:
    """(environment of its server, what was planted). `booked`: local times at which the first member is taken."""
    folder.mkdir(parents=True)
    for name, text in (("settings.py", SETTINGS), ("urls.py", URLS), ("wsgi.py", WSGI), ("plant.py", PLANT)):
        (folder / name).write_text(text)
    _make_database(address)
    environment = {**os.environ, "PEER_DATABASE": _django_address(address), "DJANGO_SETTINGS_MODULE": "settings"}
    run = {"cwd": folder, "env": environment, "check": True, "stdout": subprocess.PIPE}
    subprocess.run([python, "-m", "django", "migrate", "-v0", "--run-syncdb", "--pythonpath", "."], **run)  # type: ignore[call-overload]
    planted = subprocess.run([python, "plant.py", str(clients), json.dumps(booked), str(staff)], **run)  # type: ignore[call-overload]
    return {"PEER_DATABASE": environment["PEER_DATABASE"], "PYTHONPATH": str(folder)}, json.loads(
        planted.stdout.splitlines()[-1]
    )


def _make_database(address: str) -> None:
    with psycopg.connect(**{**conninfo_to_dict(address), "dbname": "postgres"}, autocommit=True) as connection:
        connection.execute("CREATE DATABASE peer TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")


def _django_address(address: str) -> str:
    parts = conninfo_to_dict(address)
    said = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}
    return json.dumps({name: str(parts[key]) for name, key in said.items() if key in parts})
