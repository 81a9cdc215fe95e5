"""What comes along with letters, and what readers ask (4.4)."""

from harmonia.policy.categories.account import ALWAYS
from harmonia.policy.terms import Category, Text

LETTER_CATEGORIES: tuple[Category, ...] = (
    Category(
        key="request_files",
        clause="4.4.27",
        title=Text(
            kk="хаттарыңызға тіркелген файлдар",
            ru="файлы, приложенные к вашим письмам",
            en="files attached to your letters",
        ),
        explanation=Text(
            kk="вирусқа тексерілгенше ешкім ашпайды; содан кейін тек мақсатын атаған қызметкер ала алады",
            ru="до проверки на вирусы их не открывает никто, после неё — только сотрудник, назвавший цель",
            en="nobody opens them before a check for viruses; after it only staff who name their purpose",
        ),
        subjects=("client", "specialist"),
        purposes=("support", "feedback", "contact", "service", "access", *ALWAYS),
        retention="requests",
        recipients=("hosting", "state_bodies"),
        key_class="documents",
        restricted=True,
        free_text=True,
    ),
    Category(
        key="dispute_words",
        clause="4.4.28",
        title=Text(
            kk="даудағы сөздеріңіз бен ұсыныстарыңыз",
            ru="ваши слова и предложения в споре",
            en="what you say and propose in a dispute",
        ),
        explanation=Text(
            kk="даудың екінші тарапы мен оны жүргізетін қызметкер оқиды; кездесуде айтылғанды мұнда жазбаңыз",
            ru="их читают вторая сторона спора и сотрудник, который его ведёт; сказанное на встрече сюда не пишите",
            en="read by the other side of the dispute and by whoever of us leads it; do not write here what was said "
            "in a session",
        ),
        subjects=("client", "specialist"),
        purposes=("support", "contact", "service", "access", *ALWAYS),
        retention="requests",
        recipients=("specialist", "client", "hosting", "state_bodies"),
        key_class="case",
        restricted=True,
        free_text=True,
    ),
    Category(
        key="question_words",
        clause="4.4.30",
        title=Text(
            kk="тіркелгісіз қойылған сұрақтың сөздері",
            ru="слова вопроса, заданного без учётной записи",
            en="the words of a question asked without an account",
        ),
        explanation=Text(
            kk="кім жазғаны белгісіз; тек редактор оқиды, ешкім танылмайтындай етіп қайта жазады; жауап жарияланғанда "
            "немесе сұрақ қабылданбағанда түпнұсқа жойылады",
            ru="чьи они, неизвестно; читает их только редактор и пишет вопрос заново, чтобы никого нельзя было узнать; "
            "когда ответ опубликован или в нём отказано, исходные слова уничтожаются",
            en="nobody knows whose they are; the editor alone reads them and writes the question anew, so that nobody "
            "is recognised; when the answer is published or declined, the words as sent are destroyed",
        ),
        subjects=("visitor",),
        purposes=("feedback", *ALWAYS),
        retention="questions",
        recipients=("hosting", "state_bodies"),
        key_class="case",
        restricted=True,
        free_text=True,
    ),
)
