from django.urls import URLPattern, URLResolver, path

from harmonia.web.public import health, home, language, offline, privacy, sos, styleguide

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("cookies/", privacy.cookies, name="cookies"),
    path("documents/<slug:key>/", privacy.document, name="document"),
    path("healthz", health.alive, name="health"),
    path("language/<slug:code>/", language.switch, name="language"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/<slug:code>/", offline.offline, name="offline"),
    path("privacy/", privacy.policy_page, name="privacy"),
    path("privacy/<int:version>/", privacy.policy_page, name="privacy_version"),
    path("readyz", health.ready, name="ready"),
    path("robots.txt", offline.robots, name="robots"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("sos/", sos.sos, name="sos"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
