from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "harmonia.notices"
