from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "harmonia.support"
