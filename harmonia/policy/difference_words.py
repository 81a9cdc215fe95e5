"""The names of tables and fields, and how a value reads, for `differences`."""

from typing import Any

from harmonia.policy.terms import LANGUAGES, Text
from harmonia.policy.wording import yes_or_no

KINDS = {
    "added": Text(kk="Қосылды", ru="Добавлено", en="Added"),
    "removed": Text(kk="Алынып тасталды", ru="Убрано", en="Removed"),
    "changed": Text(kk="Өзгерді", ru="Изменено", en="Changed"),
}
TABLES = {
    "purposes": Text(kk="мақсат", ru="цель", en="purpose"),
    "categories": Text(kk="деректер түрі", ru="вид данных", en="kind of data"),
    "recipients": Text(kk="алушы", ru="получатель", en="recipient"),
    "retention": Text(kk="сақтау мерзімі", ru="срок хранения", en="term of keeping"),
    "agreements": Text(kk="келісім", ru="согласие", en="agreement"),
    "chapters": Text(kk="тармақ", ru="пункт", en="clause"),
    "cookies": Text(kk="cookie", ru="cookie", en="cookie"),
    "clocks": Text(kk="орындау мерзімі", ru="срок исполнения", en="time limit"),
    "eligibility": Text(kk="маманға қойылатын талап", ru="требование к специалисту", en="requirement to specialists"),
    "booking_terms": Text(kk="оферта шарттары", ru="условия оферты", en="terms of the offer"),
    "payout_terms": Text(kk="мамандарға төлеу шарттары", ru="условия выплат", en="terms of payouts"),
    "quiet_hours": Text(kk="тыныштық сағаттары", ru="тихие часы", en="quiet hours"),
    "thresholds": Text(kk="шекті сан", ru="пороговое число", en="threshold"),
    "lines": Text(kk="көмек телефоны", ru="телефон помощи", en="help line"),
    "topics": Text(kk="тақырып", ru="тема", en="topic"),
    "interests": Text(kk="жаңалықтар бөлімі", ru="раздел новостей", en="section of the news"),
    "methods": Text(kk="әдіс", ru="метод", en="method"),
    "spoken_languages": Text(kk="тіл", ru="язык", en="language"),
    "bases": Text(kk="негіз", ru="основание", en="basis"),
    "events": Text(kk="мерзімнің басталуы", ru="начало срока", en="start of a term"),
    "disclosure_grounds": Text(
        kk="мемлекеттік органға ашу негізі", ru="основание раскрытия госоргану", en="ground of disclosure"
    ),
    "refusals": Text(kk="бас тарту негізі", ru="основание отказа", en="ground of refusal"),
    "staff_roles": Text(kk="қызметкер рөлі", ru="роль сотрудника", en="staff role"),
    "while_blocked": Text(
        kk="бұғаттау кезінде рұқсат етілген мақсат",
        ru="цель, разрешённая при блокировании",
        en="purpose spared while blocked",
    ),
    "stopped": Text(kk="бұғаттау тоқтататын әрекет", ru="что останавливает блокирование", en="what blocking stops"),
    "contradictions": Text(kk="қайшылықты оқу", ru="прочтение противоречия", en="reading of a contradiction"),
}
FIELDS = {
    "title": Text(kk="атауы", ru="название", en="title"),
    "explanation": Text(kk="түсіндірмесі", ru="пояснение", en="explanation"),
    "text": Text(kk="мәтіні", ru="текст", en="text"),
    "chapters": Text(kk="мәтіні", ru="текст", en="text"),
    "summary": Text(kk="қысқаша мәні", ru="краткая суть", en="summary"),
    "purposes": Text(kk="мақсаттар", ru="цели", en="purposes"),
    "categories": Text(kk="деректер", ru="данные", en="data"),
    "recipients": Text(kk="алушылар", ru="получатели", en="recipients"),
    "retention": Text(kk="сақтау ережесі", ru="правило хранения", en="rule of keeping"),
    "days": Text(kk="күн саны", ru="дней", en="days"),
    "term": Text(kk="мерзімі", ru="срок", en="term"),
    "term_days": Text(kk="келісім күндері", ru="дней согласия", en="days of the consent"),
    "way_to_withdraw": Text(kk="қайтарып алу жолы", ru="как отозвать", en="way to withdraw"),
    "third_parties": Text(kk="үшінші тұлғаларға беру", ru="передача третьим лицам", en="to third parties"),
    "abroad": Text(kk="шетелге беру", ru="передача за границу", en="abroad"),
    "published": Text(kk="жариялау", ru="публикация", en="published"),
    "basis": Text(kk="негізі", ru="основание", en="basis"),
    "agreement": Text(kk="келісім", ru="согласие", en="agreement"),
    "required": Text(kk="міндетті", ru="обязательно", en="required"),
    "restricted": Text(kk="қолжетімділігі шектеулі", ru="ограниченный доступ", en="restricted"),
    "free_text": Text(kk="еркін мәтін", ru="свободный текст", en="free text"),
    "active": Text(kk="қолданыста", ru="используется", en="in use"),
    "country": Text(kk="ел", ru="страна", en="country"),
    "amount": Text(kk="мерзім", ru="срок", en="limit"),
    "after": Text(kk="содан кейін", ru="что потом", en="afterwards"),
    "refunds": Text(kk="қайтару", ru="возврат", en="refunds"),
    "starts_hour": Text(kk="басталатын сағаты", ru="час начала", en="hour of the beginning"),
    "ends_hour": Text(kk="аяқталатын сағаты", ru="час окончания", en="hour of the end"),
    "near_hours": Text(kk="күттірмейтін сағаттар", ru="часов, когда ждать нельзя", en="hours that cannot wait"),
    "checked_on": Text(kk="тексерілген күні", ru="проверено", en="checked on"),
}
NOTHING = Text(kk="—", ru="—", en="—")
REWORDED = Text(kk="жаңа редакцияда", ru="в новой редакции", en="reworded")


HEADLINE = Text(kk="{kind}: {table} «{name}»", ru="{kind}: {table} «{name}»", en="{kind}: {table} “{name}”")
QUOTED = Text(kk="«{said}»", ru="«{said}»", en="“{said}”")
FROM_TO = Text(kk="{field}: {before} → {after}", ru="{field}: {before} → {after}", en="{field}: {before} → {after}")
REWORDED_FIELD = Text(kk="{field}: {after}", ru="{field}: {after}", en="{field}: {after}")
CLAUSED = Text(kk="{clause} {name}", ru="{clause} {name}", en="{clause} {name}")
Names = dict[str, Text]


def phrase(template: Text, **words: Text) -> Text:
    """The template of each language filled with that language's words."""
    filled = (
        template.in_language(code).format(**{name: word.in_language(code) for name, word in words.items()})
        for code in LANGUAGES
    )
    return Text(*filled)


def headline(kind: str, table: str, key: str, entry: Any) -> Text:
    return phrase(HEADLINE, kind=KINDS[kind], table=TABLES[table], name=name_of(table, key, entry))


def joined(head: Text, parts: list[Text]) -> Text:
    """The headline, then each changed field."""
    said = (f"{head.in_language(code)}: {'; '.join(part.in_language(code) for part in parts)}" for code in LANGUAGES)
    return Text(*said)


def name_of(table: str, key: str, entry: Any) -> Text:
    """What a person calls the entry: its title, after the clause number where it has one."""
    if table == "chapters" or not isinstance(entry, dict):
        return _same(key)
    title = entry if _is_text(entry) else entry.get("title") or entry.get("name")
    if not _is_text(title):
        return _same(key)
    named = _text(title)
    return phrase(CLAUSED, name=named, clause=_same(entry["clause"])) if entry.get("clause") else named


def changed_fields(before: Any, after: Any) -> tuple[str, ...]:
    """The fields that differ; a bare text counts as one field."""
    if _is_text(after) or not isinstance(after, dict):
        return ("text",)
    return tuple(field for field in after if before.get(field) != after[field])


def field_changes(before: Any, after: Any, names: dict[str, Names]) -> list[Text]:
    """What each field said and says, keys by the titles in `names`."""
    if _is_text(after) or not isinstance(after, dict):
        return [_from_to("text", before, after, {})]
    return [_from_to(field, before.get(field), after[field], known) for field, known in names.items()]


def _from_to(field: str, before: Any, after: Any, names: Names) -> Text:
    if isinstance(before, list) and isinstance(after, list):
        gone, come = [each for each in before if each not in after], [each for each in after if each not in before]
        before, after = gone, come
    said, says = _value(before, names), _value(after, names)
    template = REWORDED_FIELD if says == REWORDED else FROM_TO
    return phrase(template, field=FIELDS.get(field, _same(field)), before=said, after=says)


def _value(value: Any, names: Names) -> Text:
    """A value in words: of a list only what the other side lacks is left in it."""
    if value is None or value == []:
        return NOTHING
    if isinstance(value, bool):
        return Text(*(yes_or_no(value, code) for code in LANGUAGES))
    if isinstance(value, list):
        return _list(value, names)
    return phrase(QUOTED, said=_text(value)) if _is_text(value) else names.get(str(value), _same(str(value)))


def _list(value: list[Any], names: Names) -> Text:
    if not all(isinstance(entry, str) for entry in value):
        return REWORDED
    known = [names.get(entry, _same(entry)) for entry in value]
    return Text(*(", ".join(name.in_language(code) for name in known) for code in LANGUAGES))


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == set(LANGUAGES)


def _text(value: Any) -> Text:
    return Text(kk=value["kk"], ru=value["ru"], en=value["en"])


def _same(word: str) -> Text:
    return Text(word, word, word)
