"""The archive of all that we hold: asked for once more confirmed, its making shown, given out once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from harmonia import policy
from harmonia.privacy.operations import archives as operations
from harmonia.privacy.operations import requests
from harmonia.privacy.queries import archives as queries
from harmonia.privacy.states import ArchiveState, Proof, RequestKind, RequestWay
from harmonia.vault.files import FileGone
from harmonia.vault.rules import Unreadable
from harmonia.web.access import freshly_confirmed, signed_in
from harmonia.web.areas import frame

UNDER_WAY = (ArchiveState.ASKED, ArchiveState.MAKING)
FILE_NAME = "harmonia-data.zip"


@signed_in(purpose=policy.RIGHTS)
@require_safe
def archive_list(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    page = {
        "archives": queries.archives_of(person.pk)[:20],
        "current": queries.current(person.pk),
        "days": policy.RETENTION["archives"].days,
        **frame(person),
    }
    return render(request, "client/archives.html", page)


@signed_in(purpose=policy.RIGHTS)
@freshly_confirmed
@require_POST
def archive_ask(request: HttpRequest) -> HttpResponse:
    """The request for information of the law (94-V art. 24(1)(1)), carried out at once: he has shown that it is he."""
    person: Any = request.user
    at = now()
    requests.open_request(
        kind=RequestKind.INFORMATION, way=RequestWay.CABINET, person_id=person.pk, proof=Proof.FRESH, at=at
    )
    return redirect("client:archive", pk=operations.prepare(person_id=person.pk, request_id=None, at=at).pk)


@signed_in(purpose=policy.RIGHTS)
@require_safe
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is; while it is being made the page asks again by itself."""
    person: Any = request.user
    found = get_object_or_404(queries.archives_of(person.pk), pk=pk)
    page = {
        "archive": found,
        "under_way": found.state in UNDER_WAY,
        "ready": found.waits(now()),
        "taken": found.state == ArchiveState.TAKEN,
        **frame(person),
    }
    return render(request, "client/_archive.html" if request.headers.get("HX-Request") else "client/archive.html", page)


@signed_in(purpose=policy.RIGHTS)
@freshly_confirmed
@require_POST
def archive_take(request: HttpRequest, pk: UUID) -> Any:  # a stream, which Django does not count as HttpResponse
    """The file, once. A link in a letter or a browser that looks ahead cannot take it: it wants a pressed button."""
    person: Any = request.user
    found = get_object_or_404(queries.archives_of(person.pk), pk=pk)
    try:
        given = operations.take(archive_id=found.pk, at=now())
    except (operations.NotReady, operations.AlreadyTaken, operations.Expired):
        return redirect("client:archive", pk=pk)
    except (FileGone, Unreadable):
        operations.expire(archive_id=found.pk, at=now())
        messages.error(request, _("The file was damaged in our storage, so we did not give it out. Ask for a new one."))
        return redirect("client:archive", pk=pk)
    headers = {
        "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
        "Content-Length": str(given.size_bytes),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(given.chunks, content_type="application/zip", headers=headers)
