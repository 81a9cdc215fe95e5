from django.urls import URLPattern, URLResolver

app_name = "client"
urlpatterns: list[URLPattern | URLResolver] = []
