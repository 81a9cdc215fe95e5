from django.urls import URLPattern, URLResolver, path

from harmonia.web.client import appointments, booking, notices, payments

app_name = "client"
urlpatterns: list[URLPattern | URLResolver] = [
    path("appointments/", appointments.appointment_list, name="appointment_list"),
    path("appointments/<uuid:pk>/", appointments.appointment, name="appointment"),
    path("appointments/<uuid:pk>/calendar/", appointments.calendar_entry, name="calendar_entry"),
    path("appointments/<uuid:pk>/cancel/", appointments.cancel, name="cancel"),
    path("appointments/<uuid:pk>/move/", appointments.move, name="move"),
    path("appointments/<uuid:pk>/paid/", payments.paid, name="paid"),
    path("appointments/<uuid:pk>/pay/", payments.pay, name="pay"),
    path("appointments/<uuid:pk>/receipt/", payments.receipt, name="receipt"),
    path("book/<slug:slug>/", booking.book, name="book"),
    path("book/<slug:slug>/times/", booking.times, name="times"),
    path("notices/", notices.notice_list, name="notices"),
    path("payments/", payments.payment_list, name="payments"),
]
