"""The record of processing in the words of others: Fideslang 3 (uses and categories) and the W3C DPV 2 (JSON-LD).

An export for auditors and their tools; the service itself reads only the register.
"""

from typing import Any

from harmonia.policy.operators import Operator
from harmonia.policy.processing import processing_record
from harmonia.policy.register import REGISTER, Register

FIDES_USES = {
    "identification": "essential.service",
    "access": "essential.service",
    "contact": "essential.service.notifications",
    "checking": "essential.service.authentication",
    "account": "essential.service.operations",
    "support": "essential.service.operations.support",
    "advertising": "marketing.advertising",
    "sign_in": "essential.service.authentication",
    "research": "functional.service.improve",
    "service": "essential.service",
    "verification": "essential.service.operations",
    "news": "marketing.communications",
    "feedback": "functional.service.improve",
    "reporting": "analytics.reporting",
    "open_statistics": "analytics.reporting",
    "mailings": "marketing.communications",
    "legal_duty": "essential.legal_obligation",
    "rights": "essential.legal_obligation",
    "security": "essential.service.security",
}
DPV_PURPOSES = {
    "identification": "EstablishContractualAgreement",
    "access": "ServiceProvision",
    "contact": "CommunicationManagement",
    "checking": "Verification",
    "account": "AccountManagement",
    "support": "CustomerCare",
    "advertising": "Advertising",
    "sign_in": "IdentityAuthentication",
    "research": "ScientificResearch",
    "service": "RequestedServiceProvision",
    "verification": "Verification",
    "news": "DirectMarketing",
    "feedback": "ServiceOptimisation",
    "reporting": "ServiceMonitoring",
    "open_statistics": "ServiceUsageAnalytics",
    "mailings": "DirectMarketing",
    "legal_duty": "LegalCompliance",
    "rights": "RightsFulfilment",
    "security": "EnforceSecurity",
}
FIDES_CATEGORIES = {
    "client_name": "user.name",
    "client_age": "user.demographic.age_range",
    "client_phone": "user.contact.phone_number",
    "client_email": "user.contact.email",
    "client_topics": "user.health.social_psychological_behavioral",
    "session_count": "user.behavior.purchase_history",
    "client_other": "user.content.private",
    "specialist_name": "user.name",
    "specialist_birth_date": "user.demographic.date_of_birth",
    "specialist_phone": "user.contact.phone_number",
    "specialist_email": "user.contact.email",
    "specialist_education": "user.professional_information",
    "specialist_other": "user.professional_information",
    "specialist_documents": "user.professional_information",
    "visitor_statistics": "user.behavior.browsing_history",
    "request_text": "user.content.private",
    "request_files": "user.content.private",
    "dispute_words": "user.content.private",
    "question_words": "user.content.private",
    "appointments": "user.behavior",
    "attendance": "user.device.telemetry",
    "payments": "user.payment",
    "consent_records": "user.privacy_preferences",
    "journal_records": "system.operations",
    "sign_ins": "user.device",
    "credentials": "user.authorization.credentials",
    "preferences": "user.settings",
    "notices_sent": "user.contact",
    "news_interests": "user.settings",
    "messages": "user.content.private",
    "emotional_state": "user.health.social_psychological_behavioral",
    "sex": "user.demographic.gender",
    "specialist_profile": "user.content.public",
    "specialist_plan": "user.professional_information",
    "staff_record": "user.authorization",
    "questionnaire_answers": "user.health.social_psychological_behavioral",
    "session_notes": "user.health.social_psychological_behavioral",
    "session_feedback": "user.content.private",
    "supervision": "user.professional_information",
    "survey_answers": "user.content.private",
    "archives": "user",
    "rights_requests": "user.privacy_preferences",
    "push_devices": "user.device",
    "payout_details": "user.financial.bank_account",
}
FIDES_SUBJECTS = {"client": "customer", "specialist": "consultant", "staff": "employee", "visitor": "visitor"}
DPV_BASES = {"consent": "Consent", "law": "LegalObligation", "anonymised": "LegalBasis"}
DPV_CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "harmonia": "urn:harmonia:policy:",
    "title": "http://purl.org/dc/terms/title",
}


def fideslang(register: Register = REGISTER) -> dict[str, Any]:
    """One Fides system with a declaration for each purpose."""
    declarations = [
        {
            "name": row.title,
            "data_use": FIDES_USES[row.purpose],
            "data_categories": sorted({FIDES_CATEGORIES[key] for key in row.categories}),
            "data_subjects": sorted({FIDES_SUBJECTS[subject] for subject in row.subjects}),
        }
        for row in processing_record(register)
    ]
    return {
        "system": [
            {
                "fides_key": "harmonia",
                "name": "Harmonia",
                "system_type": "Service",
                "privacy_declarations": declarations,
            }
        ]
    }


def data_privacy_vocabulary(operator: Operator, register: Register = REGISTER) -> dict[str, Any]:
    """A DPV process for each purpose, as JSON-LD."""
    processes = [
        {
            "@id": f"harmonia:{row.purpose}",
            "@type": "dpv:Process",
            "title": row.title,
            "dpv:hasPurpose": f"dpv:{DPV_PURPOSES[row.purpose]}",
            "dpv:hasLegalBasis": f"dpv:{DPV_BASES[row.basis]}",
            "dpv:hasDataController": operator.full_name("en"),
            "dpv:hasPersonalData": [f"harmonia:{key}" for key in row.categories],
            "dpv:hasRecipient": [f"harmonia:{key}" for key in row.recipients],
        }
        for row in processing_record(register)
    ]
    return {"@context": DPV_CONTEXT, "@graph": processes}
