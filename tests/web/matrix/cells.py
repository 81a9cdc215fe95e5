"""The matrix's cells, out of the resolver: every address × method × role × whose object it names.

What is expected comes from the address's own audience. An address with a part that names something must say here what
kind of thing it is; one that nobody declared fails the test.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver

# What the last part of an address names, by kind. Things of a kind belong to people: one's own opens, another's does
# not exist. A new address goes beside its like.
OWNED: dict[str, frozenset[str]] = {
    "appointment": frozenset(
        {
            "client:appointment", "client:calendar_entry", "client:cancel", "client:move", "client:paid", "client:pay",
            "client:receipt", "client:pay_by_credit", "client:pay_with_code",
            "specialist:appointment", "specialist:cancel", "specialist:move", "specialist:suggest", "room:room",
            "room:after", "room:bypass", "room:consent", "room:contest", "room:confirm", "room:pass",
            "room:guest", "room:guest_out",
            "room:check",
        }
    ),
    "client": frozenset({"specialist:client_case", "specialist:note_new"}),
    "hand_over": frozenset(
        {
            "client:hand_over_approve", "client:hand_over_consent_withdraw", "client:hand_over_end",
            "specialist:hand_over",
        }
    ),
    "question": frozenset({"specialist:question", "specialist:question_decline", "specialist:question_keep"}),
    "supervision": frozenset({"specialist:supervision", "specialist:supervision_end"}),
    "note": frozenset({"specialist:note", "specialist:note_delete"}),
    "busy_feed": frozenset({"specialist:busy_remove"}),
    "series": frozenset({"client:series", "client:series_calendar"}),
    "period": frozenset({"specialist:period", "specialist:period_remove"}),
    "record": frozenset({"client:consent_record", "client:consent_receipt"}),
    "specialist": frozenset(
        {"client:informed_consent_withdraw", "client:leave_specialist", "client:hand_over", "client:hand_over_nothing"}
    ),
    "guest": frozenset({"client:guest_consent_withdraw"}),
    "factor": frozenset({"client:security_remove"}),
    "archive": frozenset({"client:archive", "client:archive_take"}),
    "thread": frozenset({"client:letter_thread"}),
    "request": frozenset(
        {
            "client:request", "client:request_confirm", "client:request_deny", "client:request_proof",
            "client:request_take_back",
        }
    ),
    "app": frozenset({"client:security_app"}),
    "sign_in": frozenset({"client:sign_in_end"}),
    "notice": frozenset({"client:notice"}),
    "device": frozenset({"client:device_remove"}),
    "credit": frozenset({"client:credit", "client:credit_close"}),
    "payout": frozenset({"specialist:payout", "specialist:payout_csv"}),
    "paper": frozenset({"specialist:apply_paper_remove"}),
    "dispute": frozenset(
        {
            "client:dispute", "client:dispute_end", "client:dispute_file", "client:dispute_propose",
            "client:dispute_say", "client:dispute_take_back",
        }
    ),
    "proposal": frozenset({"client:proposal_answer"}),
}  # fmt: skip
# Things of the house: whoever the page is for may open any; only what does not exist is missing.
OF_THE_HOUSE: dict[str, frozenset[str]] = {
    "person": frozenset({"staff:person", "staff:reveal"}),
    "breach": frozenset(
        {
            "staff:breach",
            "staff:breach_close",
            "staff:breach_notice",
            "staff:breach_notify",
            "staff:breach_give_back",
            "staff:breach_hand_over",
            "staff:breach_take",
        }
    ),
    "state_request": frozenset(
        {
            "staff:state_request",
            "staff:disclose",
            "staff:disclosure_prepare",
            "staff:disclosure_refuse",
            "staff:state_request_give_back",
            "staff:state_request_hand_over",
            "staff:state_request_take",
        }
    ),
    "transfer": frozenset(
        {
            "staff:transfer",
            "staff:transfer_decide",
            "staff:transfer_give_back",
            "staff:transfer_hand_over",
            "staff:transfer_take",
        }
    ),
    "loss": frozenset({"staff:loss", "staff:loss_refuse", "staff:loss_vouch"}),
    "letter": frozenset(
        {
            "staff:letter",
            "staff:letter_answer",
            "staff:letter_aside",
            "staff:letter_dispute",
            "staff:letter_file",
            "staff:letter_open",
            "staff:letter_request",
            "staff:letter_give_back",
            "staff:letter_hand_over",
            "staff:letter_take",
        }
    ),
    "asked": frozenset(
        {
            "staff:request",
            "staff:request_answer",
            "staff:request_ask_proof",
            "staff:request_give_back",
            "staff:request_hand_over",
            "staff:request_take",
            "staff:request_carry_out",
            "staff:request_correct",
            "staff:request_prolong",
            "staff:request_prove",
            "staff:request_refuse",
            "staff:request_show",
        }
    ),
    "campaign": frozenset({"staff:campaign", "staff:campaign_answer", "staff:campaign_trial", "staff:campaign_write"}),
    "contested": frozenset(
        {
            "staff:dispute",
            "staff:dispute_end",
            "staff:dispute_file",
            "staff:dispute_give_back",
            "staff:dispute_hand_over",
            "staff:dispute_proposal",
            "staff:dispute_propose",
            "staff:dispute_say",
            "staff:dispute_take",
        }
    ),
    "case": frozenset(
        {"staff:case", "staff:case_close", "staff:case_give_back", "staff:case_hand_over", "staff:case_take"}
    ),
    "article": frozenset(
        {
            "staff:article",
            "staff:article_act",
            "staff:article_approve",
            "staff:article_back",
            "staff:article_preview",
            "staff:article_write",
        }
    ),
    "readers_question": frozenset(
        {
            "staff:question",
            "staff:question_act",
            "staff:question_back",
            "staff:question_give",
            "staff:question_give_back",
            "staff:question_hand_over",
            "staff:question_open",
            "staff:question_refuse",
            "staff:question_take",
            "staff:question_write",
        }
    ),
    "ready": frozenset({"staff:ready_answer", "staff:ready_answer_drop"}),
    "application": frozenset(
        {
            "staff:verification",
            "staff:verification_decide",
            "staff:verification_give_back",
            "staff:verification_hand_over",
            "staff:verification_open",
            "staff:verification_paper",
            "staff:verification_take",
        }
    ),
    "profile": frozenset({"staff:flagged_word", "staff:register_entry"}),
    "run": frozenset({"staff:retention_run", "staff:retention_answer"}),
    "promo": frozenset({"staff:promo_stop"}),
    "promotion": frozenset({"staff:promotion_stop"}),
    "payout_line": frozenset(
        {"staff:payout_line", "staff:payout_mark", "staff:payout_mark_back", "staff:payout_refused"}
    ),
    "payout_run": frozenset(
        {
            "staff:payout_run",
            "staff:payout_answer",
            "staff:payout_run_csv",
            "staff:payout_run_give_back",
            "staff:payout_run_hand_over",
            "staff:payout_run_take",
            "staff:payout_statement",
        }
    ),
    "hold": frozenset({"staff:hold_release"}),
    "given": frozenset({"staff:archive"}),
    "release": frozenset({"staff:release_decide"}),
    "survey": frozenset(
        {
            "client:survey",
            "client:survey_agree",
            "client:survey_check",
            "client:survey_consent_withdraw",
            "client:survey_leave",
            "client:survey_over",
            "client:survey_question",
            "client:survey_refuse",
            "client:survey_talk",
            "staff:survey",
            "staff:survey_act",
            "staff:survey_quotes",
        }
    ),
    "survey_version": frozenset(
        {
            "staff:survey_question",
            "staff:survey_question_act",
            "staff:survey_question_new",
            "staff:survey_version",
            "staff:survey_version_act",
        }
    ),
    "survey_export": frozenset({"staff:survey_export", "staff:survey_export_decide"}),
    "survey_quote": frozenset({"staff:survey_quote"}),
    "survey_talk": frozenset({"staff:survey_talk"}),
}
# Parts of an address that are words of the product and name nothing of anybody's.
WORDS: dict[str, dict[str, Any]] = {
    "client:consent": {"key": "confidentiality"},
    "client:consent_give": {"key": "confidentiality"},
    "client:consent_withdraw": {"key": "marketing_email"},
    "client:consent_keep": {"key": "service"},
    "client:data_kind": {"key": "client_name"},
    "client:data_take": {"key": "client_name", "form": "json"},
    "client:own_data_change": {"what": "name"},
    "client:request_new": {"kind": "information"},
    "client:book": {"slug": "boris"},
    "client:package": {"slug": "boris"},
    "client:times": {"slug": "boris"},
    "client:wait": {"slug": "boris"},
    "client:wait_no_more": {"slug": "boris"},
    "specialist:apply_step": {"step": "person"},
    "staff:processing_file": {"form": "json"},
}
BESIDES: dict[str, dict[str, Any]] = {
    "client:survey_question": {"key": "easy"},
    "client:proposal_answer": {"answer": "decline"},
    "staff:dispute_proposal": {"proposal": "00000000-0000-4000-8000-000000000001", "answer": "accept"},
    "specialist:note_new": {"template": "free"},
    "staff:survey_act": {"act": "close"},
    "staff:survey_export": {"form": "csv"},
    "staff:survey_export_decide": {"act": "approve"},
    "staff:survey_question": {"key": "easy"},
    "staff:survey_question_act": {"key": "easy", "act": "up"},
    "staff:survey_question_new": {"kind": "single"},
    "staff:survey_quote": {"act": "pass"},
    "staff:survey_talk": {"act": "decline"},
    "staff:survey_version_act": {"act": "approve"},
    "staff:campaign_answer": {"answer": "pause"},
    "staff:article_act": {"act": "withdraw"},
    "staff:article_preview": {"language": "kk"},
    "staff:question_act": {"act": "publish"},
    "staff:reveal": {"field": "name"},
    "staff:breach_notice": {"language": "ru"},
    "staff:flagged_word": {"answer": "pass"},
    "staff:register_entry": {"answer": "there"},
    "staff:verification_paper": {"file": "00000000-0000-4000-8000-000000000001"},
    "staff:letter_file": {"file": "00000000-0000-4000-8000-000000000001"},
    "staff:payout_answer": {"answer": "approve"},
    "staff:release_decide": {"answer": "approve"},
    "staff:retention_answer": {"answer": "approve"},
    "staff:transfer_decide": {"answer": "approve"},
}


# Where only one of the two who meet may act; to the other side of the same session it is not there.
SIDES: dict[str, str] = {
    "client:hand_over_consent_withdraw": "client",
    "client:dispute_take_back": "client",
    "room:bypass": "specialist",
    "room:confirm": "specialist",
    "room:consent": "client",
    "room:contest": "client",
    "room:check": "client",
}
# One's own, and yet an empty form finds nothing: the practice is open already, nobody has asked for a proof, and a
# letter becomes no request without its kind; a file is there only when a second person has approved it; only who
# answered a survey takes his agreement to it back; and whoever has not begun to apply has nothing to hand in.
NOTHING_LEFT = frozenset(
    {
        "specialist:open", "client:request_proof", "staff:letter_request", "staff:letter_dispute",
        "staff:dispute_proposal", "staff:campaign_trial", "staff:survey_export", "client:survey_consent_withdraw",
        "specialist:apply_answer", "specialist:apply_papers", "specialist:apply_publish",
        "specialist:apply_renew", "specialist:apply_submit", "specialist:apply_take_back",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    name: str
    view: Any
    pattern: URLPattern = field(compare=False)
    parts: frozenset[str] = frozenset()

    @property
    def audience(self) -> str:
        return str(self.view.audience)

    @property
    def kind(self) -> str | None:
        tables = (OWNED, OF_THE_HOUSE)
        return next((kind for table in tables for kind, names in table.items() if self.name in names), None)


def addresses(patterns: Iterable[URLPattern | URLResolver], area: str = "") -> Iterator[Address]:
    """All that are not open to everyone."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, str(each.namespace or area))
        elif getattr(each.callback, "audience", "visitor") != "visitor":
            parts = frozenset(each.pattern.converters)
            yield Address(f"{area}:{each.name}", each.callback, each, parts)


def undeclared(found: Iterable[Address]) -> list[str]:
    return sorted(each.name for each in found if each.parts and each.kind is None and each.name not in WORDS)


def gone(found: Iterable[Address]) -> set[str]:
    """Declared addresses that no longer exist."""
    declared = {name for table in (OWNED, OF_THE_HOUSE) for names in table.values() for name in names} | set(WORDS)
    return declared - {each.name for each in found}


def admits(address: Address, roles: frozenset[str]) -> bool:
    wanted = frozenset(str(role) for role in address.view.roles)
    return not wanted or bool(wanted & roles)


def other_side(address: Address, roles: frozenset[str]) -> bool:
    return address.name in SIDES and SIDES[address.name] not in roles
