"""What a person may say that our news should be about (5.7, 5.12): chosen freely, beside the consents to marketing.

They are sections of a newsletter and no more. What troubles a person (`topics`), what he answers and what he says in
care never chooses a letter for him: `checks.care_is_never_advertised` holds the register to it, and the vault refuses.
"""

from dataclasses import dataclass

from harmonia.policy.terms import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    key: str
    title: Text


INTERESTS: dict[str, Interest] = {
    interest.key: interest
    for interest in (
        Interest(
            key="novelties",
            title=Text(
                kk="Сервистегі жаңа мүмкіндіктер",
                ru="Новые возможности сервиса",
                en="What is new in the service",
            ),
        ),
        Interest(
            key="articles",
            title=Text(kk="Жаңа мақалалар", ru="Новые статьи", en="New articles"),
        ),
        Interest(
            key="open_meetings",
            title=Text(
                kk="Ашық дәрістер мен кездесулер",
                ru="Открытые лекции и встречи",
                en="Open lectures and meetings",
            ),
        ),
        Interest(
            key="gifts",
            title=Text(
                kk="Жақындарға сыйлық және топтама",
                ru="Подарки близким и пакеты",
                en="Gifts for those close to you, and packages",
            ),
        ),
        Interest(
            key="for_companies",
            title=Text(
                kk="Компанияларға арналған бағдарламалар",
                ru="Программы для компаний",
                en="Programmes for companies",
            ),
        ),
    )
}
