from django.urls import URLPattern, URLResolver, path

from harmonia.web.client import notices, payments

app_name = "client"
urlpatterns: list[URLPattern | URLResolver] = [
    path("appointments/<uuid:pk>/paid/", payments.paid, name="paid"),
    path("appointments/<uuid:pk>/pay/", payments.pay, name="pay"),
    path("appointments/<uuid:pk>/receipt/", payments.receipt, name="receipt"),
    path("notices/", notices.notice_list, name="notices"),
    path("payments/", payments.payment_list, name="payments"),
]
