from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.web.access import visitor
from harmonia.web.counting import counted


@visitor
@counted
@require_safe
def sos(request: HttpRequest) -> HttpResponse:
    lines = policy.LINES.values()
    checked_on = min(line.checked_on for line in lines)
    return render(request, "public/sos.html", {"lines": lines, "checked_on": checked_on})
