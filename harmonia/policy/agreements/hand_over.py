"""What a client lets go from one specialist to the next: given for each hand-over by itself (332-VIII art. 11(2): the
professional secret opens by the client's own will)."""

from harmonia.policy.terms import Agreement, Chapter, Text, clause

CHAPTER = Chapter(
    number="12",
    title=Text(
        kk="Бір маманнан екіншісіне не өтеді",
        ru="Что переходит от одного специалиста к другому",
        en="What goes from one specialist to another",
    ),
    clauses=(
        clause(
            "12.1",
            kk="Мен өзім таңдаған нәрсе ғана өзім таңдаған маманға берілуіне келісемін: бұрынғы маман жазған, мен оқып "
            "мақұлдаған қорытынды және (немесе) кездесулердің саны мен күндері. Маманның жеке жазбалары берілмейді.",
            ru="Я соглашаюсь, чтобы выбранному мной специалисту перешло только то, что я выбрал: краткий итог, который "
            "написал прежний специалист, а я прочитал и одобрил, и (или) число и даты встреч. Личные записи "
            "специалиста не передаются.",
            en="I agree that only what I chose goes to the specialist whom I chose: a summary that the former "
            "specialist wrote and I read and approved, and/or the number and days of the sessions. The specialist's "
            "private notes do not go over.",
        ),
        clause(
            "12.2",
            kk="Ештеңе бермеуге болады: бұл да сол бетте бір рет басумен жасалады және ештеңені өзгертпейді.",
            ru="Можно не передавать ничего: это делается на той же странице одним нажатием и ни на что не влияет.",
            en="Nothing need go over: that takes one click on the same page, and changes nothing.",
        ),
        clause(
            "12.3",
            kk="Жаңа маман оны екеуміз бірге жұмыс істеп жүргенде ғана көреді. Келісімді қайтарып алсам, ол бірден "
            "жабылады, ал қорытынды жойылады; адам оқып қойғанды ұмыттыра алмайтынымызды түсінемін.",
            ru="Новый специалист видит это, только пока мы работаем вместе. Если я возьму согласие назад, всё сразу "
            "закроется, а итог будет уничтожен; я понимаю, что прочитанное человеком забыть нельзя.",
            en="The new specialist sees it only while we work together. If I take the consent back, it closes at once "
            "and the summary is destroyed; I understand that what a person has read cannot be unread.",
        ),
    ),
)
HAND_OVER_CONSENTS: tuple[Agreement, ...] = (
    Agreement(
        key="hand_over",
        kind="consent",
        required=False,
        at="cabinet",
        title=Text(
            kk="Бір маманнан екіншісіне мәлімет беруге келісім",
            ru="Согласие на передачу сведений другому специалисту",
            en="Consent to a hand-over to another specialist",
        ),
        summary=Text(
            kk="Өзім таңдаған нәрсе өзім таңдаған маманға берілуіне келісемін.",
            ru="Я соглашаюсь, чтобы выбранное мной перешло выбранному мной специалисту.",
            en="I agree that what I chose goes over to the specialist whom I chose.",
        ),
        term=Text(
            kk="Берілген күннен бастап жаңа маманмен жұмыс аяқталғанға немесе келісім қайтарып алынғанға дейін, бірақ "
            "бір жылдан аспайды.",
            ru="Со дня, когда оно дано, до конца работы с новым специалистом или отзыва, но не дольше года.",
            en="From the day it is given until the work with the new specialist ends or it is withdrawn, and no longer "
            "than a year.",
        ),
        way_to_withdraw=Text(
            kk="«Келісімдер» бетінде немесе берудің өз бетінде бір түймемен; немесе {email} мекенжайына еркін түрдегі "
            "хатпен.",
            ru="Одной кнопкой на странице «Согласия» или на странице самой передачи; или письмом в свободной форме на "
            "{email}.",
            en="By one button on the page “Agreements” or on the hand-over's own page; or by a letter in free form to "
            "{email}.",
        ),
        purposes=("service",),
        categories=("messages", "appointments", "session_count"),
        recipients=("specialist", "hosting"),
        third_parties=True,
        chapters=(CHAPTER,),
        term_days=365,
    ),
)
