from django.urls import URLPattern, URLResolver, path

from harmonia.web.client import (
    appointments,
    booking,
    consents,
    home,
    notices,
    own_data,
    payments,
    seen,
    sign_ins,
)

app_name = "client"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("agreements/", consents.consent_list, name="consents"),
    path("agreements/<slug:key>/", consents.consent, name="consent"),
    path("agreements/<slug:key>/give/", consents.give, name="consent_give"),
    path("agreements/<slug:key>/withdraw/", consents.withdraw, name="consent_withdraw"),
    path(
        "agreements/informed_consent/<uuid:about>/withdraw/",
        consents.withdraw_informed,
        name="informed_consent_withdraw",
    ),
    path("agreements/records/<uuid:pk>/", consents.consent_record, name="consent_record"),
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
    path("data/", own_data.own_data, name="own_data"),
    path("data/change/<slug:what>/", own_data.change, name="own_data_change"),
    path("data/keep-addresses/", own_data.keep_addresses, name="keep_addresses"),
    path("data/seen/", seen.seen, name="seen"),
    path("notices/", notices.notice_list, name="notices"),
    path("payments/", payments.payment_list, name="payments"),
    path("sign-ins/", sign_ins.sign_ins, name="sign_ins"),
    path("sign-ins/<uuid:pk>/end/", sign_ins.end, name="sign_in_end"),
    path("sign-ins/end-every/", sign_ins.end_every, name="sign_ins_end_every"),
    path("sign-ins/end-others/", sign_ins.end_others, name="sign_ins_end_others"),
]
