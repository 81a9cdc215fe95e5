"""Why the law lets a purpose be pursued at all.

A contract alone is no basis under 94-V: article 9 names the cases without consent, and a contract is not among them. So
what the service needs in order to work rests on the service consent, asked beside the offer (the stricter reading).
"""

from harmonia.policy.terms import Basis, Text

CONSENT = "consent"
LAW = "law"
ANONYMISED = "anonymised"

BASES: dict[str, Basis] = {
    basis.key: basis
    for basis in (
        Basis(
            key=CONSENT,
            title=Text(kk="Сіздің келісіміңіз", ru="Ваше согласие", en="Your consent"),
            law="94-V art. 7, 8",
            explanation=Text(
                kk="Сіз бұл мақсатқа жеке келісім бересіз және оны кез келген уақытта қайтарып ала аласыз.",
                ru="Вы соглашаетесь на эту цель отдельно и можете отозвать согласие в любое время.",
                en="You agree to this purpose separately and may withdraw the consent at any time.",
            ),
        ),
        Basis(
            key=LAW,
            title=Text(kk="Заң талабы", ru="Требование закона", en="Required by law"),
            law="94-V art. 9, 22, 24, 25; 332-VIII art. 11, 13, 19",
            explanation=Text(
                kk="Бұл міндетті бізге заң жүктейді, сондықтан ол жеке келісімді қажет етпейді.",
                ru="Эту обязанность возлагает на нас закон, поэтому отдельного согласия она не требует.",
                en="The law lays this duty on us, so it needs no separate consent.",
            ),
        ),
        Basis(
            key=ANONYMISED,
            title=Text(kk="Тек иесіздендірілген деректер", ru="Только обезличенные данные", en="Anonymised data only"),
            law="94-V art. 17(1)",
            explanation=Text(
                kk="Қорытынды сандардан ешкімді тануға болмайды; сіз бұған қатысудан бас тарта аласыз.",
                ru="По итоговым числам никого нельзя узнать; вы можете отказаться в них участвовать.",
                en="Nobody can be recognised in the totals; you may refuse to be counted in them.",
            ),
        ),
    )
}
