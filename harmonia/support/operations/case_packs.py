"""The file of a dispute, for one of its sides, or, by whoever leads it, for an authority.

A ZIP with `case.json`, its schema, a page that opens without a network, the proved receipts of what was accepted, and
a manifest with the SHA-256 of each part. The manifest stands in the journal; its proof, for `harmonia verify`, lies
beside it. Nothing is kept of the file.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from harmonia.accounts.models import Person
from harmonia.consent import queries as consents
from harmonia.core.queues import InOtherHands
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.journal import queries as proofs
from harmonia.privacy.operations import archives
from harmonia.privacy.queries.archives.contents import style
from harmonia.privacy.rules import archives as files
from harmonia.support import permissions, queries
from harmonia.support.models import Dispute
from harmonia.support.operations.disputes import NoSuchDispute
from harmonia.support.rules import case_packs as rules
from harmonia.support.rules import case_words as words

PATIENCE = 5  # tries, a second apart: somebody waits for the page
AUTHORITY = "authority"


@dataclass(frozen=True)
class CasePack:
    name: str
    content: bytes


@runs_as(SERVICE)
def make_case_pack(*, dispute_id: UUID, by: Person, at: datetime) -> CasePack:
    """Of what concerns the dispute as of this moment, inside of the caller's purpose.

    Raises NoSuchDispute, InOtherHands, archives.NotProvedYet: to be asked for again in a minute.
    """
    dispute = queries.whole_dispute(dispute_id)
    if dispute is None:
        raise NoSuchDispute
    made_for = _made_for(dispute, by)
    told = queries.case(dispute, made_for=made_for, at=at)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        _fill(archives.Bundle(bundle), dispute, told, by=by, at=at)
    return CasePack(f"{dispute.number}-{made_for}.zip", target.getvalue())


def _made_for(dispute: Dispute, by: Person) -> str:
    side = dispute.side_of(by)
    if side is not None:
        return side.value
    try:
        permissions.check_lead(by)
    except permissions.Denied:
        raise NoSuchDispute from None
    if dispute.assigned_to != by.pk:
        raise InOtherHands(str(dispute.pk))
    return AUTHORITY


def _fill(bundle: archives.Bundle, dispute: Dispute, told: dict[str, Any], *, by: Person, at: datetime) -> None:
    bundle.add("case.json", files.as_json(told))
    bundle.add("case.schema.json", files.as_json(rules.schema()))
    bundle.add("index.html", _page(told))
    for side, record in queries.accepted(dispute, made_for=told["made_for"]):
        proved = archives.patiently(partial(consents.proved_receipt, record), PATIENCE)
        bundle.add(queries.receipt_name(side, record), files.as_proof(proved))
    manifest = rules.manifest(uuid4(), dispute.number, told["made_for"], bundle.names, at)
    bundle.add("manifest.json", files.as_json(manifest))
    with transaction.atomic():
        entry = journal.record_document(
            "support.case_pack_made", document=manifest, subject=dispute.opener_id, actor=by.pk, at=at,
            dispute=str(dispute.pk), made_for=told["made_for"],
        )  # fmt: skip
    proof = archives.patiently(partial(proofs.proved, manifest, entry.pk), PATIENCE)
    bundle.add("manifest.proof.json", files.as_proof(proof))


def _page(told: dict[str, Any]) -> bytes:
    context = {
        "language": get_language(),
        "style": style(),
        "case": told,
        "made_at": parse_datetime(told["made_at"]),
        "timeline": [_dated(words.line(one)) for one in told["timeline"]],
        "messages": [_dated({**one, "side": words.SIDES[one["side"]]}) for one in told["messages"]],
        "proposals": [_dated({**one, "by": words.SIDES[one["by"]]}) for one in told["proposals"]],
        "documents": [_dated({**one, "side": words.SIDES[one["side"]]}) for one in told["documents"]],
        "letters": [_dated({**one, "side": words.SIDES[one["side"]]}) for one in told["letters"]],
    }
    return render_to_string("archive/case.html", context).encode()


def _dated(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "at": parse_datetime(line["at"])}
