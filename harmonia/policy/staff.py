"""Who works for the service, and for which purposes each may open personal data, every time by name (1, 3.5)."""

from dataclasses import dataclass

from harmonia.policy.purposes import (
    ADVERTISING,
    CONTACT,
    FEEDBACK,
    LEGAL_DUTY,
    MAILINGS,
    NEWS,
    OPEN_STATISTICS,
    REPORTING,
    RESEARCH,
    RIGHTS,
    SECURITY,
    SUPPORT,
    VERIFICATION,
)
from harmonia.policy.terms import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRole:
    key: str
    title: Text
    purposes: tuple[str, ...]


STAFF_ROLES: dict[str, StaffRole] = {
    role.key: role
    for role in (
        StaffRole(
            key="support",
            title=Text(kk="қолдау қызметі", ru="служба поддержки", en="the support service"),
            purposes=(SUPPORT, CONTACT),
        ),
        StaffRole(
            key="verifier",
            title=Text(
                kk="мамандардың құжаттарын тексеруші",
                ru="проверяющий документы специалистов",
                en="who checks specialists' papers",
            ),
            purposes=(VERIFICATION,),
        ),
        StaffRole(
            key="privacy_officer",
            title=Text(
                kk="дербес деректерге жауапты тұлға",
                ru="ответственное лицо за персональные данные",
                en="the person responsible for personal data",
            ),
            purposes=(RIGHTS, LEGAL_DUTY, SECURITY),
        ),
        StaffRole(
            key="analyst",
            title=Text(kk="талдаушы", ru="аналитик", en="an analyst"),
            purposes=(REPORTING, OPEN_STATISTICS),
        ),
        StaffRole(
            key="editor",
            title=Text(
                kk="жаңалықтар мен ұсыныстарды жазушы, оқырман сұрақтарының редакторы",
                ru="автор новостей и предложений, редактор вопросов читателей",
                en="who writes the news and offers, and edits readers' questions",
            ),
            purposes=(NEWS, ADVERTISING, MAILINGS, FEEDBACK),
        ),
        StaffRole(
            key="researcher",
            title=Text(
                kk="сауалнамалар мен зерттеулерді жүргізуші",
                ru="исследователь, который готовит опросы",
                en="a researcher, who prepares surveys",
            ),
            purposes=(RESEARCH,),
        ),
        StaffRole(
            key="accountant",
            title=Text(kk="бухгалтер", ru="бухгалтер", en="an accountant"),
            purposes=(REPORTING,),
        ),
        StaffRole(
            key="owner",
            title=Text(kk="сервис иесі", ru="владелец сервиса", en="the owner of the service"),
            purposes=(SECURITY, REPORTING),
        ),
    )
}
