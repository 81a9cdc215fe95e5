"""Words by which somebody may be in danger now. Whoever writes them is shown whom to call; nothing else follows.

The list is wide on purpose: to be shown the lines without need does no harm. It counts nobody and is stored nowhere.
"""

import re

STEMS = (
    # Russian
    r"суицид\w*", r"самоуб\w*", r"поконч\w+ с собой", r"убь?[юе]\w* себя", r"убить себя", r"не хо\w+ (?:больше )?жить",
    r"не хочется (?:больше )?жить", r"жить не хо\w+", r"лучше (?:бы )?умереть", r"хо\w+ умереть", r"хочется умереть",
    r"свести счёты", r"свести счеты", r"нет смысла жить", r"незачем жить", r"реж\w+ себя", r"порез\w+ себ\w+",
    r"причин\w+ себе (?:вред|боль)", r"самоповрежд\w*", r"селфхарм\w*", r"выброс\w+ из окна", r"повес(?:иться|люсь)",
    r"(?:он|муж|отец|отчим|сын|брат) (?:меня )?(?:бьёт|бьет|избива\w+|душит)", r"избива\w+ меня", r"меня избива\w+",
    r"меня (?:бьют|бьёт|бьет|насилу\w+)", r"угрожа\w+ (?:меня )?убить", r"изнасил\w*",
    # Kazakh
    r"өзі[нм]\w* өлтір\w*", r"өз-өзі\w* (?:қол жұмса|өлтір)\w*", r"өлгім кел\w*", r"өмір сүргім (?:келме|жоқ)\w*",
    r"қол жұмса\w*", r"асылып өл\w*", r"өзіме зиян\w*", r"мені (?:ұр|соқ|сабай|зорла)\w*", r"ұрып-соғ\w*",
    r"зорлад\w*", r"өлтіремін деп\w*", r"өмірдің мәні жоқ",
    # English
    r"suicid\w*", r"kill(?:ing)? myself", r"end(?:ing)? my (?:own )?life", r"(?:don.?t|do not) want to live",
    r"want to die", r"better off dead", r"no reason to live", r"self.?harm\w*", r"hurt(?:ing)? myself",
    r"cut(?:ting)? myself", r"(?:beats|hits|chokes|rapes|raped) me", r"threat\w+ to kill",
)  # fmt: skip
DANGER = re.compile(rf"(?<!\w)(?:{'|'.join(STEMS)})", re.IGNORECASE)


def speaks_of_danger(words: str) -> bool:
    return DANGER.search(" ".join(words.split())) is not None
