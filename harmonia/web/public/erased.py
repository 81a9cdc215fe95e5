"""The certificate of an erasure, for whoever has its link. It names nobody, and nobody can find it without the link."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harmonia import policy
from harmonia.journal import queries as journal
from harmonia.privacy.queries import erasure as queries
from harmonia.web import documents
from harmonia.web.access import visitor

FRAGMENT = "public/_erased.html"


@visitor
@never_cache
@require_safe
def erased(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Until the certificate is signed the page asks again by itself."""
    certificate = _found(pk)
    with translation.override(_language(request, certificate)):
        context = {"certificate": certificate, "said": _said(certificate), "sealed": _proved(certificate) is not None}
        return render(request, FRAGMENT if request.headers.get("HX-Request") else "public/erased.html", context)


def _language(request: HttpRequest, certificate: Any) -> str | None:
    """The one chosen in this browser; else that of the account, which nobody else remembers now."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return get_language() if chosen else certificate.language


@visitor
@never_cache
@require_safe
def certificate_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What `harmonia verify` and the page that checks receipts take."""
    proved = _proved(_found(pk))
    if proved is None:
        raise Http404
    response = HttpResponse(rfc8785.dumps(proved), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="harmonia-erasure-certificate.json"'
    return response


def _found(pk: UUID) -> Any:
    certificate = queries.certificate(pk)
    if certificate is None:
        raise Http404
    return certificate


def _proved(certificate: Any) -> dict[str, Any] | None:
    if certificate.document is None or certificate.entry_id is None:
        return None
    try:
        return journal.proved(certificate.document, certificate.entry_id)
    except journal.NotSealed:
        return None


def _said(certificate: Any) -> dict[str, Any]:
    """The document in words of the page's language."""
    document, spoken = certificate.document, documents.language()
    if document is None:
        return {}
    kinds = dict.fromkeys(key for table in document["tables"] for key in table["categories"])
    return {
        "destroyed_at": datetime.fromisoformat(document["destroyed_at"]),
        "rows": sum(table["rows"] for table in document["tables"]),
        "keys": len(document["keys"]["destroyed"]),
        "kinds": [policy.CATEGORIES[key].title.in_language(spoken) for key in kinds if key in policy.CATEGORIES],
        "kept": [_kept(each, spoken) for each in document["kept"]],
        "beyond": [policy.BEYOND_REACH[each["key"]].in_language(spoken) for each in document["beyond_reach"]],
        "edition": document["rules"]["edition"],
    }


def _kept(said: dict[str, Any], spoken: policy.Language) -> dict[str, Any]:
    rule = policy.RETENTION.get(said["rule"])
    title = rule.title.in_language(spoken) if rule else said["words"]
    return {"title": title, "law": said["law"], "until": date.fromisoformat(said["until"]) if said["until"] else None}
