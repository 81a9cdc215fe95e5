from django.urls import URLPattern, URLResolver, path

from harmonia.web import webhooks

app_name = "webhooks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/", webhooks.letter, name="mail"),
    path("<slug:provider>/", webhooks.webhook, name="webhook"),
]
