"""The nightly self-audit leaves evidence: a document whose hash the journal holds (6.7, 7.2.3, 8.1)."""

import logging
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from harmonia import policy
from harmonia.journal import operations as journal
from harmonia.privacy.models import SelfAudit
from harmonia.privacy.queries import audits

log = logging.getLogger(__name__)


def audit_itself(*, at: datetime, checks: Mapping[str, audits.Check] = audits.CHECKS) -> SelfAudit:
    """Run every check; one that cannot run has failed. The findings are counts, never about a person."""
    found = {name: _found(check, at) for name, check in checks.items()}
    document = {
        "type": "self_audit",
        "id": str(uuid4()),
        "at": at.isoformat(),
        "register_sha256": policy.register_sha256(policy.Operator(**settings.OPERATOR)),
        "checks": [{"check": name, "found": count} for name, count in found.items()],
    }
    with transaction.atomic():
        entry = journal.record_document("privacy.audited_itself", document=document, subject=None, actor=None, at=at)
        return SelfAudit.objects.create(
            at=at, document=document, entry_id=entry.pk, failed=sum(count != 0 for count in found.values())
        )


def _found(check: audits.Check, at: datetime) -> int:
    """-1: the check itself broke."""
    try:
        with transaction.atomic():
            return check(at)
    except Exception:  # whatever it is, the audit goes on and says so
        log.exception("self-audit: a check broke")
        return -1
