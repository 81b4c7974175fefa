"""Ten questions that span entries, each answered in at most three clicks from the home page, without a script."""

import pytest

from tests.collection_data.questions import QUESTIONS
from tests.collection_data.reader import Reader


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_in_three_clicks(whole_record, db, client, name):
    question, reader = QUESTIONS[name], Reader(client)
    for step in question.steps:
        if isinstance(step, str):
            reader.click(step)
        else:
            reader.send(**step)
    text = reader.section(question.section) if question.section else reader.text
    assert [words for words in question.words if words not in text] == []
    assert [words for words in question.absent if words in text] == []
    assert reader.clicks <= 3
