"""What a note may be made of: a specialist chooses a template and fills in what he needs of it. No template asks for a
diagnosis, which a psychologist does not make (332-VIII art. 18)."""

from dataclasses import dataclass

from harmonia.policy import Text

LONGEST_PART = 20_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One heading of a note. `hint`: what belongs there."""

    key: str
    title: Text
    hint: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    key: str
    title: Text
    parts: tuple[Part, ...]


PLAN = Part(
    key="plan",
    title=Text(kk="Келесі қадам", ru="Что дальше", en="What comes next"),
    hint=Text(
        kk="немен жалғастырамыз, үйге не келістік",
        ru="с чего продолжим, о чём договорились до следующей встречи",
        en="where we go on, what we agreed on until the next session",
    ),
)
TEMPLATES: dict[str, Template] = {
    template.key: template
    for template in (
        Template(
            key="soap",
            title=Text(kk="Сессия жазбасы", ru="Запись сессии", en="A session"),
            parts=(
                Part(
                    key="said",
                    title=Text(kk="Клиент не айтты", ru="Что говорит клиент", en="What the client says"),
                    hint=Text(
                        kk="сұранысы мен күйі, өз сөзімен",
                        ru="запрос и состояние, его словами",
                        en="the request and how it is, in the client's words",
                    ),
                ),
                Part(
                    key="seen",
                    title=Text(kk="Не байқадым", ru="Что я вижу", en="What I see"),
                    hint=Text(
                        kk="мінез-құлқы, көңіл күйі, өзгерген нәрсе",
                        ru="поведение, настроение, что изменилось",
                        en="behaviour, mood, what has changed",
                    ),
                ),
                Part(
                    key="understood",
                    title=Text(kk="Қалай түсінемін", ru="Как я это понимаю", en="How I understand it"),
                    hint=Text(
                        kk="болжам мен бағыт; диагноз емес",
                        ru="гипотеза и направление; не диагноз",
                        en="a hypothesis and a direction; no diagnosis",
                    ),
                ),
                PLAN,
            ),
        ),
        Template(
            key="first_meeting",
            title=Text(kk="Алғашқы кездесу", ru="Первая встреча", en="A first meeting"),
            parts=(
                Part(
                    key="request",
                    title=Text(kk="Немен келді", ru="С чем пришёл клиент", en="What brought the client"),
                    hint=Text(
                        kk="сұраныс және неге дәл қазір",
                        ru="запрос и почему именно сейчас",
                        en="the request, and why just now",
                    ),
                ),
                Part(
                    key="background",
                    title=Text(kk="Бұрын не болды", ru="Что было раньше", en="What was before"),
                    hint=Text(
                        kk="бұрынғы көмек, маңызды оқиғалар, тірек болатын адамдар",
                        ru="прежняя помощь, важные события, на кого можно опереться",
                        en="earlier help, what matters in the past, who gives support",
                    ),
                ),
                Part(
                    key="agreed",
                    title=Text(kk="Не туралы келістік", ru="О чём договорились", en="What we agreed on"),
                    hint=Text(
                        kk="мақсат, әдіс, кездесу жиілігі",
                        ru="цель, метод, как часто встречаемся",
                        en="the aim, the method, how often we meet",
                    ),
                ),
                PLAN,
            ),
        ),
        Template(
            key="crisis",
            title=Text(kk="Дағдарыс", ru="Кризис", en="A crisis"),
            parts=(
                Part(
                    key="happened",
                    title=Text(kk="Не болды", ru="Что произошло", en="What happened"),
                    hint=Text(
                        kk="не айтты, нені байқадыңыз, қашан",
                        ru="что сказано и замечено, когда",
                        en="what was said and seen, and when",
                    ),
                ),
                Part(
                    key="danger",
                    title=Text(kk="Қауіп бар ма", ru="Есть ли опасность", en="Whether there is danger"),
                    hint=Text(
                        kk="ниет, жоспар, мүмкіндік; қорғайтын нәрсе",
                        ru="намерение, план, доступ к средствам; что защищает",
                        en="intent, plan, means; what protects",
                    ),
                ),
                Part(
                    key="done",
                    title=Text(kk="Не істелді", ru="Что сделано", en="What was done"),
                    hint=Text(
                        kk="кімге хабарланды, қандай көмек ұсынылды, қауіпсіздік жоспары",
                        ru="кому сообщено, какая помощь предложена, план безопасности",
                        en="who was told, what help was offered, the safety plan",
                    ),
                ),
                PLAN,
            ),
        ),
        Template(
            key="free",
            title=Text(kk="Еркін жазба", ru="Свободная запись", en="A free note"),
            parts=(
                Part(
                    key="text",
                    title=Text(kk="Жазба", ru="Запись", en="The note"),
                    hint=Text(
                        kk="өзіңізге не маңызды болса", ru="всё, что важно для вас", en="whatever matters to you"
                    ),
                ),
            ),
        ),
    )
}


class UnknownTemplate(Exception):
    """Nobody wrote such a template."""


class EmptyNote(Exception):
    """Nothing was written."""


class TooLong(Exception):
    """A part is longer than is kept; `part` says which."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def filled(template: str, said: dict[str, str]) -> dict[str, str]:
    """What was written, by the template's own parts and in their order; empty ones are left out.

    Raises UnknownTemplate, EmptyNote, TooLong.
    """
    if template not in TEMPLATES:
        raise UnknownTemplate(template)
    words = {part.key: said.get(part.key, "").strip() for part in TEMPLATES[template].parts}
    kept = {key: text for key, text in words.items() if text}
    if not kept:
        raise EmptyNote
    for key, text in kept.items():
        if len(text) > LONGEST_PART:
            raise TooLong(key)
    return kept
