from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.web.access import visitor


@visitor
@require_safe
def sos(request: HttpRequest) -> HttpResponse:
    return render(request, "public/sos.html", {"lines": policy.LINES})
