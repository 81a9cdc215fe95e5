from django.urls import URLPattern, URLResolver, path

from harmonia.web.public import health, home, language, mailbox, offline, privacy, sos, styleguide, unsubscribe

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("cookies/", privacy.cookies, name="cookies"),
    path("documents/<slug:key>/", privacy.document, name="document"),
    path("healthz", health.alive, name="health"),
    path("language/<slug:code>/", language.switch, name="language"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:name>/", mailbox.item, name="mailbox_item"),
    path("mailbox/<str:name>/html/", mailbox.item_html, name="mailbox_item_html"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/<slug:code>/", offline.offline, name="offline"),
    path("privacy/", privacy.policy_page, name="privacy"),
    path("privacy/<int:version>/", privacy.policy_page, name="privacy_version"),
    path("readyz", health.ready, name="ready"),
    path("robots.txt", offline.robots, name="robots"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("sos/", sos.sos, name="sos"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
