"""Clause 6: how and how long. Where the first policy said "without limit", the register's terms stand."""

from harmonia.policy.terms import Chapter, Text, clause

PROCESSING = Chapter(
    number="6",
    title=Text(
        kk="Деректер қалай және қанша уақыт өңделеді",
        ru="Как и сколько обрабатываются данные",
        en="How and how long the data are processed",
    ),
    clauses=(
        clause(
            "6.1",
            kk="Деректерді заңды тәсілдермен, автоматты түрде де, адамның қатысуымен де өңдейміз. Шексіз мерзім жоқ: "
            "деректің әр түрінің 6.9-тармақта өз мерзімі бар. Дерекқорлар Қазақстан Республикасының аумағында "
            "орналасқан.",
            ru="Мы обрабатываем данные законными способами, автоматически и с участием человека. Бессрочной обработки "
            "нет: у каждого вида данных свой срок, он указан в пункте 6.9. Базы данных находятся на территории "
            "Республики Казахстан.",
            en="We process data by lawful means, automatically and by people. Nothing is processed without limit: each "
            "kind of data has its term in clause 6.9. The databases are in the territory of the Republic of "
            "Kazakhstan.",
        ),
        clause(
            "6.2",
            kk="Мемлекеттік органға деректерді тек заңда белгіленген негізде және тәртіппен береміз. Әр сұраудың "
            "негізі, көлемі және шешім қабылдаған адам тізілімге жазылады; негізі жоқ сұрау қабылданбайды.",
            ru="Государственным органам мы передаём данные только по основаниям и в порядке, установленным законом. "
            "Основание каждого запроса, объём и тот, кто принял решение, вносятся в реестр; запрос без основания "
            "получает отказ.",
            en="We pass data to state bodies only on the grounds and in the manner set by law. The ground of each "
            "request, its scope and who decided are entered in a register; a request without a ground is refused.",
        ),
        clause(
            "6.3",
            kk="Деректер жоғалса, жарияланып кетсе немесе оларға бөтен адам кірсе, залалды тоқтату үшін қажет шараны "
            "бірден қолданамыз: кіруді жабамыз, сеанстарды аяқтаймыз, деректерді бұғаттаймыз. Уәкілетті органға "
            "{clock_breach} ішінде, сізге — бұл сізге қатысты екенін білген бойда хабарлаймыз. Осындай шұғыл шараларға "
            "келісесіз.",
            ru="Если данные утрачены, раскрыты или к ним получил доступ посторонний, мы сразу примем меры, чтобы "
            "остановить вред: закроем доступ, завершим сеансы, заблокируем данные. Уполномоченный орган уведомим в "
            "течение {clock_breach}, вас — как только узнаем, что это вас коснулось. С такими срочными мерами вы "
            "соглашаетесь.",
            en="Should data be lost, disclosed or reached by a stranger, we act at once to stop the harm: close "
            "access, end sessions, block the data. We notify the authority within {clock_breach}, and you as soon as "
            "we learn that it concerns you. You agree to such urgent measures.",
        ),
        clause(
            "6.4",
            kk="Келісім оны кейін растауға болатын түрде беріледі: сіз белгі қоясыз не түймені басасыз, ал біз "
            "мәтінді, оның нұсқасын, тілін, уақытын және әрекетті сақтаймыз. Сізге қолхат беріледі: оны сервистің "
            "көмегінсіз де тексеруге болады. Алдын ала қойылған белгі болмайды.",
            ru="Согласие даётся так, чтобы его можно было подтвердить: вы ставите отметку или нажимаете кнопку, а мы "
            "сохраняем текст, его редакцию, язык, время и само действие. Вы получаете квитанцию, которую можно "
            "проверить и без нашего сервиса. Заранее поставленных отметок нет.",
            en="Consent is given in a way that can be proved: you tick a box or press a button, and we keep the text, "
            "its edition, language, time and the act itself. You get a receipt that can be verified without our "
            "service. No box is ticked beforehand.",
        ),
        clause(
            "6.5",
            kk="Мақсатқа жеткенде, келісімнің мерзімі біткенде немесе оны қайтарып алғаныңызда өңдеу тоқтайды. Бұдан "
            "кейін тек заң не орындалмаған міндеттеме (мысалы, қайтарылмаған ақша) талап ететін мәлімет қалады. "
            "Тіркелгіні жапсаңыз, 6.9-тармақтағы басқа мерзімдерді күтпей, бәрі жойылады; тек мыналар сізді "
            "танытпайтын күйде қалады: {outliving}.",
            ru="Обработка прекращается, когда цель достигнута, срок согласия истёк или вы его отозвали. После этого "
            "остаётся только то, чего требует закон или неисполненное обязательство, например не возвращённые вам "
            "деньги. Когда вы закрываете учётную запись, данные уничтожаются, не дожидаясь других сроков из пункта "
            "6.9; без вашего имени остаются только: {outliving}.",
            en="Processing ends when its purpose is reached, the consent expires, or you withdraw it. What remains "
            "then is only what a law or an unfulfilled obligation requires, such as money still owed to you. When you "
            "close the account, data are destroyed without waiting for the other terms of clause 6.9; without your "
            "name only these remain: {outliving}.",
        ),
        clause(
            "6.6",
            kk="Келісімді қайтарып алу оны беру сияқты оңай: жеке кабинеттің «Менің келісімдерім» бетіндегі түймемен "
            "немесе {email} мекенжайына еркін түрдегі хатпен — қазақша, орысша не ағылшынша. Хат нөмірі бар өтінішке "
            "айналады, қабылданғанын растаймыз.",
            ru="Отозвать согласие так же просто, как дать: кнопкой на странице «Мои согласия» в личном кабинете или "
            "письмом в свободной форме на {email} — на казахском, русском или английском. Письмо становится "
            "обращением с номером, и мы подтвердим, что получили его.",
            en="To withdraw consent is as easy as to give it: by the button on the page “My agreements” in the "
            "cabinet, or by a letter in free form to {email}, in Kazakh, Russian or English. The letter becomes a "
            "numbered request, and we confirm that we have it.",
        ),
        clause(
            "6.7",
            kk="Деректерді бөтен адамның көшіруінен, таратуынан және өзге де заңсыз пайдаланудан қорғау үшін құқықтық, "
            "техникалық және ұйымдастырушылық шаралар қолданамыз және оларды жоспар бойынша өзіміз тексереміз.",
            ru="Чтобы данные не скопировали, не распространили и не использовали незаконно, мы принимаем правовые, "
            "технические и организационные меры и сами проверяем их по плану.",
            en="To keep data from being copied, spread or otherwise misused we take legal, technical and "
            "organisational measures, and audit them ourselves to a schedule.",
        ),
        clause(
            "6.8",
            kk="Келісім берілген күннен бастап күшіне енеді және өз мәтінінде көрсетілген мерзімге дейін, бірақ "
            "мақсатынан ұзақ емес, қолданылады. Оны кез келген уақытта 6.6-тармақта айтылған жолмен қайтарып аласыз.",
            ru="Согласие действует со дня, когда оно дано, и до срока, названного в его тексте, но не дольше, чем "
            "нужно для его цели. Отозвать его можно в любое время способом из пункта 6.6.",
            en="A consent takes effect on the day it is given and lasts for the term named in its text, and no longer "
            "than its purpose. You may withdraw it at any time in the way of clause 6.6.",
        ),
        clause(
            "6.9",
            kk="Деректерді сізді тануға болатын түрде мақсат талап еткеннен ұзақ сақтамаймыз. Мерзімдер мынадай; заң "
            "немесе жария шарт ұзағырақ мерзім белгілесе, ол кестеде ескерілген:",
            ru="В форме, по которой вас можно узнать, данные хранятся не дольше, чем требует цель. Сроки такие; если "
            "закон или публичный договор устанавливает более долгий срок, в таблице стоит он:",
            en="Data are kept in a form by which you can be recognised no longer than their purpose requires. The "
            "terms are these; where a law or the public contract sets a longer one, the table has it:",
            listing="retention",
        ),
        clause(
            "6.10",
            kk="Таңдаған маманыңызға жұмысқа қажет деректі ғана береміз: қалай атау керегін, жасыңызды, "
            "тақырыптарыңызды және өзіңіз ашқан мәліметті. Телефоныңыз бен поштаңыз оған көрінбейді. Клиентке маманның "
            "жарияланған мәліметі беріледі. Қолжетімділік жазылудан басталып, жұмыс аяқталғанда жабылады.",
            ru="Выбранному вами специалисту мы передаём только нужное для работы: как к вам обращаться, возраст, темы "
            "и то, что вы сами ему открыли. Телефона и почты он не видит. Клиенту передаются опубликованные сведения о "
            "специалисте. Доступ появляется с записью на встречу и закрывается, когда работа окончена.",
            en="To the specialist whom you chose we pass only what the work needs: how to address you, your age, your "
            "topics, and what you opened to them yourself. They see neither your phone nor your e-mail. A client is "
            "given what the specialist publishes. Access begins with the booking and closes when the work is over.",
        ),
        clause(
            "6.11",
            kk="Нақты қандай қорғау құралдары мен әдістері қолданылатынын жарияламаймыз: бұл деректеріңіздің "
            "қауіпсіздігі үшін қажет.",
            ru="Какие именно средства и методы защиты мы применяем, мы не раскрываем: так ваши данные в большей "
            "безопасности.",
            en="Which means and methods of protection exactly we use we do not disclose: your data are safer so.",
        ),
        clause(
            "6.12",
            kk="Өзіңіз жалпы жұртқа ашып қойған деректі біз жинамаймыз және өңдемейміз; оны өзге адамдардың қалай "
            "пайдаланғанына жауап бере алмаймыз. Оны сервисте өзіңіз жария етсеңіз, ол белгіленеді және статистика мен "
            "зерттеулерге алынбайды.",
            ru="Данные, которые вы сами открыли всем, мы не собираем и не обрабатываем и не можем отвечать за то, как "
            "ими распорядились другие. Если вы открыли их на сервисе, мы отмечаем это и не берём их в статистику и "
            "исследования.",
            en="Data that you yourself made open to all we neither collect nor process, and can't answer for what "
            "others do with them. Where you opened them on the service, they are marked so and left out of statistics "
            "and research.",
        ),
        clause(
            "6.13",
            kk="Сервисті талдау және жақсарту, сондай-ақ интернетте, конференцияларда жариялау үшін тек "
            "иесіздендірілген жиынтық сандарды пайдаланамыз, мысалы жас топтары мен (ең жекелерінен басқа) тақырыптар "
            "бойынша. Әр санға кездейсоқ қосынды араластырылады, аз сандар жарияланбайды, сондықтан олар қайта "
            "жарияланса да, жеке адамды тануға болмайды. Санаққа қатысқыңыз келмесе, кабинетте бас тартыңыз. "
            "Жынысыңызды сұрамаймыз; көңіл-күйіңіз тек өзіңіз оны жазатын бөлім қосылғанда және сол туралы бөлек "
            "айтылғанда ғана ескеріледі.",
            ru="Чтобы изучать и улучшать сервис и публиковать статистику в интернете и на конференциях, мы используем "
            "только обезличенные сводные числа, например по возрасту и темам, кроме самых личных. К каждому числу "
            "примешивается случайная добавка, малые числа не публикуются, поэтому и повторные публикации не выдадут "
            "отдельного человека. Если не хотите участвовать в подсчёте, откажитесь в кабинете. Пол мы у вас не "
            "спрашиваем; эмоциональное состояние учтём только тогда, когда появится раздел, где вы сами его отмечаете, "
            "и мы скажем об этом отдельно.",
            en="To study and improve the service and to publish statistics on the internet and at conferences we use "
            "only anonymised totals, for example by age and by topic, the most private topics left out. Random noise "
            "is mixed into every number and small numbers are not published, so even repeated publication betrays "
            "nobody. If you do not wish to be counted, say so in the cabinet. We do not ask your sex; your emotional "
            "state will count only when there is a place where you note it yourself, and we shall have told you so "
            "separately.",
        ),
    ),
)
