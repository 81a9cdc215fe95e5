"""What may stand on a locked screen."""

import pytest

from harmonia import policy


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Жаңа психолог келді", ("психо",)),
        ("Скидка на терапию", ("терап",)),
        ("A session for you", ("session",)),
        ("ПСИХОЛОГИЯ", ("психо",)),
        ("Our news", ()),
        ("Наши новости", ()),
        ("Обсессия и профессия", ()),
    ],
)
def test_words_that_tell_are_found_where_a_word_begins(words: str, found: tuple[str, ...]) -> None:
    assert policy.revealing(words) == found
