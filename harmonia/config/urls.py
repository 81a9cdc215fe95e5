from django.urls import include, path

urlpatterns = [
    path("", include("harmonia.web.public.urls")),
    path("me/", include("harmonia.web.client.urls")),
    path("practice/", include("harmonia.web.specialist.urls")),
    path("desk/", include("harmonia.web.staff.urls")),
    path("room/", include("harmonia.web.room.urls")),
    path("webhooks/", include("harmonia.web.webhook_urls")),
]
handler400 = "harmonia.web.errors.bad_request"
handler403 = "harmonia.web.errors.forbidden"
handler404 = "harmonia.web.errors.not_found"
handler500 = "harmonia.web.errors.broken"
