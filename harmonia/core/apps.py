from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "harmonia.core"
