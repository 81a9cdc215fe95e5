from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    name = "harmonia.wellbeing"
