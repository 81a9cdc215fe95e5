from django.urls import URLPattern, URLResolver, path

from harmonia.web.staff import appointments, payments

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", appointments.appointment_list, name="home"),
    path("payments/", payments.payment_list, name="payments"),
]
