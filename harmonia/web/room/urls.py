from django.urls import URLPattern, URLResolver, path

from harmonia.web.room import views

app_name = "room"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:pk>/", views.room, name="room"),
    path("<uuid:pk>/after/", views.after, name="after"),
    path("<uuid:pk>/bypass/", views.bypass, name="bypass"),
    path("<uuid:pk>/consent/", views.consent, name="consent"),
    path("<uuid:pk>/contest/", views.contest, name="contest"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/pass/", views.fresh_pass, name="pass"),
]
