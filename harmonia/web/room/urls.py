from django.urls import URLPattern, URLResolver, path

from harmonia.web.room import checks, guest_receipts, guests, views

app_name = "room"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:pk>/", views.room, name="room"),
    path("<uuid:pk>/after/", views.after, name="after"),
    path("<uuid:pk>/bypass/", views.bypass, name="bypass"),
    path("<uuid:pk>/consent/", views.consent, name="consent"),
    path("<uuid:pk>/contest/", views.contest, name="contest"),
    path("<uuid:pk>/check/", checks.check, name="check"),
    path("<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("<uuid:pk>/guest/", guests.guest, name="guest"),
    path("<uuid:pk>/guest/out/", guests.guest_out, name="guest_out"),
    path("<uuid:pk>/pass/", views.fresh_pass, name="pass"),
    path("guest/", guests.door, name="guest_door"),
    path("guest/in/", guests.guest_room, name="guest_room"),
    path("guest/receipt/", guest_receipts.guest_receipt, name="guest_receipt"),
    path("guest/pass/", guests.guest_pass, name="guest_pass"),
]
