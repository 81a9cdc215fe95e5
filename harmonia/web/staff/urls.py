from django.urls import URLPattern, URLResolver, path

from harmonia.web.staff import appointments, breaches, losses, payments, people, registers, state_requests, warning

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", appointments.appointment_list, name="home"),
    path("losses/", losses.loss_list, name="losses"),
    path("losses/<uuid:pk>/", losses.loss, name="loss"),
    path("losses/<uuid:pk>/refuse/", losses.refuse, name="loss_refuse"),
    path("losses/<uuid:pk>/vouch/", losses.vouch, name="loss_vouch"),
    path("payments/", payments.payment_list, name="payments"),
    path("people/", people.find, name="people"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/reveal/<slug:field>/", people.reveal, name="reveal"),
    path("registers/", registers.index, name="registers"),
    path("registers/audits/", registers.audit_list, name="audits"),
    path("registers/breaches/", breaches.breach_list, name="breaches"),
    path("registers/breaches/<uuid:pk>/", breaches.breach, name="breach"),
    path("registers/breaches/<uuid:pk>/close/", breaches.close, name="breach_close"),
    path("registers/breaches/<uuid:pk>/notice/<slug:language>/", breaches.notice, name="breach_notice"),
    path("registers/breaches/<uuid:pk>/notify/", breaches.notify, name="breach_notify"),
    path("registers/breaches/new/", breaches.breach_new, name="breach_new"),
    path("registers/processing/", registers.processing, name="processing"),
    path("registers/processing/<slug:form>/", registers.processing_file, name="processing_file"),
    path("registers/publications/", registers.publication_list, name="publications"),
    path("registers/state-requests/", state_requests.state_request_list, name="state_requests"),
    path("registers/state-requests/<uuid:pk>/", state_requests.state_request, name="state_request"),
    path("registers/state-requests/<uuid:pk>/disclose/", state_requests.disclose, name="disclose"),
    path("registers/state-requests/<uuid:pk>/prepare/", state_requests.prepare, name="disclosure_prepare"),
    path("registers/state-requests/<uuid:pk>/refuse/", state_requests.refuse, name="disclosure_refuse"),
    path("registers/state-requests/new/", state_requests.state_request_new, name="state_request_new"),
    path("registers/transfers/", registers.transfer_list, name="transfers"),
    path("registers/transfers/<uuid:pk>/<slug:answer>/", registers.transfer_decide, name="transfer_decide"),
    path("warning/", warning.warning, name="warning"),
]
