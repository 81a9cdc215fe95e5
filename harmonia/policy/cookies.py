"""Every cookie that the service sets or lets others set (9.3). Behind HTTPS the first two bear the prefix __Host-."""

from harmonia.policy.terms import Cookie, Text

COOKIES: dict[str, Cookie] = {
    cookie.name: cookie
    for cookie in (
        Cookie(
            name="session",
            title=Text(
                kk="кабинетке кіргеніңізді есте сақтайды",
                ru="помнит, что вы вошли в кабинет",
                en="remembers that you are signed in",
            ),
            set_by="Harmonia",
            days=14,
        ),
        Cookie(
            name="csrf",
            title=Text(
                kk="сіздің атыңыздан бөтен сайттың нысан жіберуіне жол бермейді",
                ru="не даёт чужому сайту отправить форму от вашего имени",
                en="keeps another site from sending a form in your name",
            ),
            set_by="Harmonia",
            days=364,
        ),
        Cookie(
            name="language",
            title=Text(kk="тіл таңдауыңыз", ru="выбранный вами язык", en="the language that you chose"),
            set_by="Harmonia",
            days=365,
        ),
        Cookie(
            name="cookie_choice",
            title=Text(
                kk="cookie туралы жауабыңыз: қайта сұрамау үшін",
                ru="ваш ответ о cookie, чтобы не спрашивать снова",
                en="your answer about cookies, so as not to ask again",
            ),
            set_by="Harmonia",
            days=180,
        ),
        Cookie(
            name="_ga, _ga_*",
            title=Text(
                kk="келушілерді бір-бірінен ажыратып санайды",
                ru="отличает посетителей при подсчёте",
                en="tells visitors apart when counting",
            ),
            set_by="Google Analytics",
            days=180,
            agreement="analytics",
        ),
        Cookie(
            name="_ym_uid, _ym_d, _ym_isad",
            title=Text(
                kk="келушілерді бір-бірінен ажыратып санайды",
                ru="отличает посетителей при подсчёте",
                en="tells visitors apart when counting",
            ),
            set_by="Яндекс.Метрика",
            days=180,
            agreement="analytics",
        ),
    )
}
