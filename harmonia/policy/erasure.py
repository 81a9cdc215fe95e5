"""What keeps an account from being closed for now, and what nobody can destroy (94-V art. 8(2), 1(6), 18)."""

from dataclasses import dataclass

from harmonia.policy.terms import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """`refusal`: the ground by which a request is refused meanwhile (`refusals.REFUSALS`)."""

    key: str
    telling: Text
    law: str
    refusal: str


OBSTACLES: dict[str, Obstacle] = {
    obstacle.key: obstacle
    for obstacle in (
        Obstacle(
            key="unpaid",
            telling=Text(
                kk="Өткен кездесу үшін төлем жасалмаған. Төлем түскен соң тіркелгіні жаба аласыз.",
                ru="Проведённая встреча не оплачена. Когда оплата придёт, учётную запись можно будет закрыть.",
                en="A session that took place has not been paid for. Once it is paid, you can close the account.",
            ),
            law="94-V art. 8(2)",
            refusal="obligation_open",
        ),
        Obstacle(
            key="refund_failed",
            telling=Text(
                kk="Біз сізге ақша қайтаруымыз керек, бірақ банк аударымды қабылдамады. Алдымен ақшаны қайтарамыз: "
                "қолдау қызметіне жазыңыз.",
                ru="Мы должны вернуть вам деньги, но банк не принял возврат. Сначала вернём: напишите в поддержку.",
                en="We owe you money, and the bank did not take the refund. First we return it: please write to "
                "support.",
            ),
            law="94-V art. 8(2)",
            refusal="obligation_open",
        ),
        Obstacle(
            key="payout_owed",
            telling=Text(
                kk="Өткізген сессияларыңыз үшін сізге ақша тиесілі. Алдымен оны жібереміз; содан соң тіркелгіні "
                "жаба аласыз.",
                ru="Вам причитаются деньги за проведённые сессии. Сначала отправим их, потом учётную запись можно "
                "закрыть.",
                en="You are owed money for sessions held. First we send it; then you can close the account.",
            ),
            law="94-V art. 8(2)",
            refusal="obligation_open",
        ),
        Obstacle(
            key="held",
            telling=Text(
                kk="Заң бойынша бұл деректерді белгілі бір күнге дейін жоюға болмайды: олар дау, тексеру немесе "
                "мемлекеттік органның сұрауы үшін керек.",
                ru="По закону эти данные до определённого дня нельзя уничтожать: они нужны для спора, проверки или "
                "запроса государственного органа.",
                en="By law these data must not be destroyed until a certain day: a dispute, an inspection or a request "
                "of a state body needs them.",
            ),
            law="94-V art. 8(2), 9",
            refusal="kept_by_law",
        ),
        Obstacle(
            key="staff_role",
            telling=Text(
                kk="Сізде қызметкердің рөлі бар. Алдымен істерді өткізіңіз: рөлді иесі алып тастайды.",
                ru="У вас роль сотрудника. Сначала передайте дела: роль снимает владелец сервиса.",
                en="You have a role of the staff. Hand over first: the owner of the service takes the role off.",
            ),
            law="94-V art. 25(3)",
            refusal="obligation_open",
        ),
    )
}

# What has left the house, or never was in it, and so cannot be destroyed by us. A certificate says so.
BEYOND_REACH: dict[str, Text] = {
    "letters_sent": Text(
        kk="сізге жіберілген хаттар мен SMS: олар сіздің пошта жәшігіңізде және телефоныңызда",
        ru="письма и SMS, которые уже отправлены: они в вашем почтовом ящике и телефоне",
        en="letters and SMS that were sent: they are in your mailbox and your telephone",
    ),
    "downloads": Text(
        kk="өзіңіз жүктеп алған архивтер, түбіртектер мен күнтізбе жазбалары",
        ru="архивы, квитанции и записи календаря, которые вы скачали сами",
        en="archives, receipts and calendar entries that you downloaded yourself",
    ),
    "bank": Text(
        kk="төлем жүйесі мен банктегі төлемдер туралы жазбалар: оларды өз заңы бойынша солар сақтайды",
        ru="записи о платежах в платёжной системе и банке: они хранят их по своему закону",
        en="records of payments with the payment provider and the bank, which keep them under their own law",
    ),
    "heard": Text(
        kk="кездесуде айтылғандар: біз оны жазбадық, ал маманның жадында қалады; ол кәсіби құпияны сақтауға міндетті",
        ru="сказанное на встрече: мы этого не записывали, а специалист помнит и обязан хранить профессиональную тайну",
        en="what was said in a session: we did not record it; the specialist remembers, and is bound to secrecy",
    ),
}
