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
            name="guest",
            title=Text(
                kk="қонақтың шақыруын бір браузерде ұстайды",
                ru="держит приглашение гостя в одном браузере",
                en="holds a guest's invitation to one browser",
            ),
            set_by="Harmonia",
            days=None,
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
            agreement="analytics_google",
        ),
        Cookie(
            name="_ym_uid, _ym_d",
            title=Text(
                kk="келушілерді бір-бірінен ажыратып санайды; келісіміңіз аяқталғанда жойылады",
                ru="отличает посетителей при подсчёте; удаляется, когда кончается ваше согласие",
                en="tells visitors apart when counting; removed when your consent ends",
            ),
            set_by="Яндекс.Метрика",
            days=365,
            agreement="analytics_yandex",
        ),
        Cookie(
            name="_ym_isad, _ym_visorc",
            title=Text(
                kk="браузерде жарнама бөгегіші бар-жоғын және келудің басталғанын есте сақтайды",
                ru="помнит, есть ли в браузере блокировщик рекламы и что посещение началось",
                en="remembers whether the browser blocks advertising and that a visit has begun",
            ),
            set_by="Яндекс.Метрика",
            days=1,
            agreement="analytics_yandex",
        ),
    )
}
