from django.urls import URLPattern, URLResolver, path

from harmonia.web import webhooks

app_name = "webhooks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/events/", webhooks.letter_events, name="mail_events"),
    path("mail/", webhooks.letter, name="mail"),
    path("<slug:provider>/", webhooks.webhook, name="webhook"),
    path("<slug:provider>/result", webhooks.webhook, name="webhook_result"),  # Freedom Pay signs the last part
]
