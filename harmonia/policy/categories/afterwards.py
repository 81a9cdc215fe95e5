"""What comes about after a session (4.4), if one likes to answer."""

from harmonia.policy.categories.account import ALWAYS
from harmonia.policy.terms import Category, Text

AFTERWARDS_CATEGORIES: tuple[Category, ...] = (
    Category(
        key="session_feedback",
        clause="4.4.26",
        title=Text(
            kk="сессиядан кейінгі сұрақтарға жауаптар",
            ru="ответы на вопросы после сессии",
            en="answers to the questions after a session",
        ),
        explanation=Text(
            kk="жауап беру міндетті емес; маманыңыз оларды көрмейді, тек көп адамның жиынтық санын көреді",
            ru="отвечать не обязательно; ваш специалист их не видит, ему видны только общие числа по многим людям",
            en="answering is voluntary; your specialist does not see them, only totals over many people",
        ),
        subjects=("client",),
        purposes=("feedback", "support", "access", *ALWAYS),
        retention="feedback",
        recipients=("hosting", "state_bodies"),
        key_class="case",
        restricted=True,
        free_text=True,
    ),
)
