from django.urls import URLPattern, URLResolver, path

from harmonia.web.specialist import application, appointments, busy, calendar, home, money, periods, plan, quality

app_name = "specialist"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("appointments/<uuid:pk>/", appointments.appointment, name="appointment"),
    path("appointments/<uuid:pk>/cancel/", appointments.cancel, name="cancel"),
    path("appointments/<uuid:pk>/move/", appointments.move, name="move"),
    path("apply/", application.apply, name="apply"),
    path("apply/answer/", application.contest, name="apply_answer"),
    path("apply/begin/", application.begin, name="apply_begin"),
    path("apply/hand-in/", application.submit, name="apply_submit"),
    path("apply/papers/", application.papers, name="apply_papers"),
    path("apply/papers/<uuid:pk>/remove/", application.paper_remove, name="apply_paper_remove"),
    path("apply/publish/", application.publish, name="apply_publish"),
    path("apply/renew/", application.reopen, name="apply_renew"),
    path("apply/step/<slug:step>/", application.step, name="apply_step"),
    path("apply/take-back/", application.take_back, name="apply_take_back"),
    path("calendar/", calendar.appointment_list, name="appointment_list"),
    path("calendar/change/", calendar.change, name="calendar_change"),
    path("money/", money.money, name="money"),
    path("money/<uuid:pk>/", money.payout, name="payout"),
    path("money/<uuid:pk>/table/", money.payout_csv, name="payout_csv"),
    path("money/account/", money.account, name="account"),
    path("open/", home.open_practice, name="open"),
    path("quality/", quality.quality, name="quality"),
    path("plan/", plan.week, name="timetable"),
    path("plan/busy/", busy.busy_list, name="busy"),
    path("plan/busy/<uuid:pk>/remove/", busy.busy_remove, name="busy_remove"),
    path("plan/days/", plan.days, name="days"),
    path("plan/days/clear/", plan.clear_day, name="clear_day"),
    path("plan/periods/", periods.period_list, name="periods"),
    path("plan/periods/<uuid:pk>/", periods.period, name="period"),
    path("plan/periods/<uuid:pk>/remove/", periods.period_remove, name="period_remove"),
    path("plan/periods/new/", periods.period_new, name="period_new"),
    path("plan/rules/", plan.terms, name="terms"),
]
