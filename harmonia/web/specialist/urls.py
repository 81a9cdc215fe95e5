from django.urls import URLPattern, URLResolver

app_name = "specialist"
urlpatterns: list[URLPattern | URLResolver] = []
