"""The duties of confidentiality (3.1, 3.2, 7.1.3, 7.1.4), and what they do not take from a person."""

from harmonia.policy.terms import Chapter, Text, clause

CONFIDENTIALITY: tuple[Chapter, ...] = (
    Chapter(
        number="1",
        title=Text(kk="Не құпия сақталады", ru="Что остаётся между нами", en="What stays between us"),
        clauses=(
            clause(
                "1.1",
                kk="Сервисте ғана білген бөтен мәліметті — маманның жеке байланысын, өзге клиенттердің аты-жөнін, "
                "хаттарын, бейнесін, {company} компаниясының құпия ақпаратын — басқаға айтпаймын, жарияламаймын.",
                ru="Чужие сведения, о которых я узнаю на сервисе, — личные контакты специалиста, имена, сообщения и "
                "лица других клиентов, конфиденциальную информацию {company} — я никому не передаю и не публикую.",
                en="What belongs to others and I learn on the service, be it a specialist's private contacts, the "
                "names, messages and faces of other clients, or the confidential information of {company}, I neither "
                "pass on nor publish.",
            ),
            clause(
                "1.2",
                kk="Компанияның құпия ақпаратын оның рұқсатынсыз өз мақсатыма пайдаланбаймын.",
                ru="Конфиденциальную информацию Компании я не использую в своих целях без её согласия.",
                en="I do not use the Company's confidential information for my own ends without its consent.",
            ),
            clause(
                "1.3",
                kk="Сессияны, бөлмедегі хаттарды және екінші адамның бейнесін оның келісімінсіз жазып алмаймын.",
                ru="Я не записываю сессию, переписку в комнате и изображение собеседника без его согласия.",
                en="I do not record a session, the messages in the room or the other person's picture without their "
                "consent.",
            ),
        ),
    ),
    Chapter(
        number="2",
        title=Text(kk="Қалай сақтаймын", ru="Как я это берегу", en="How I guard it"),
        clauses=(
            clause(
                "2.1",
                kk="Құпиясөзді, кодты және кіру кілтін ешкімге бермеймін; ортақ құрылғыда жұмысты аяқтаған соң "
                "шығамын.",
                ru="Я никому не даю пароль, код и ключ входа, а на общем устройстве выхожу, когда закончу.",
                en="I give my password, codes and passkey to nobody, and sign out of a shared device when done.",
            ),
            clause(
                "2.2",
                kk="Бөтен адам кіргенін байқасам, {email} мекенжайына бірден хабарлаймын.",
                ru="Если замечу чужой вход, сразу сообщу на {email}.",
                en="If I notice a stranger's sign-in, I tell {email} at once.",
            ),
        ),
    ),
    Chapter(
        number="3",
        title=Text(kk="Нені шектемейді", ru="Чего это не ограничивает", en="What this does not limit"),
        clauses=(
            clause(
                "3.1",
                kk="Өзім туралы, өз сессияларым туралы кімге болса да айта аламын.",
                ru="О себе и о своих сессиях я могу рассказывать кому угодно.",
                en="Of myself and of my own sessions I may speak to anyone.",
            ),
            clause(
                "3.2",
                kk="Құқығым бұзылса немесе біреуге қауіп төнсе, маманға, қолдау қызметіне, дәрігерге, полицияға, "
                "уәкілетті органға, сотқа жүгіне аламын: бұл құпияны бұзу емес.",
                ru="Если нарушены мои права или кому-то угрожает опасность, я могу обратиться к специалисту, в "
                "поддержку, к врачу, в полицию, в уполномоченный орган и в суд: это не нарушение тайны.",
                en="If my rights are violated or someone is in danger, I may turn to the specialist, support, a "
                "doctor, the police, the authority or a court: that is no breach of confidence.",
            ),
            clause(
                "3.3",
                kk="Жұртқа бұрыннан белгілі, үшінші тұлғадан заңды жолмен алынған немесе иесі ашуға рұқсат берген "
                "мәлімет үшін жауап бермеймін. Қалғаны үшін заң бойынша жауап беремін.",
                ru="Я не отвечаю за то, что уже было известно всем, законно получено от третьего лица или раскрыто с "
                "согласия того, кого касается. За остальное отвечаю по закону.",
                en="I do not answer for what was already public, was lawfully received from a third party, or was "
                "disclosed with the consent of whom it concerns. For the rest I answer by law.",
            ),
        ),
    ),
)
