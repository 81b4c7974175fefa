"""Every choice that curators have is a word of the vocabularies, so that no page shows a bare code."""

from django.apps import apps
from django.utils import translation

from desk.models import Claim, Entry
from publication.vocabulary import TERMS, label

# Choices that no public page prints as words: identifiers are printed as codes, levels have words of their own.
OTHERS = ("scheme", "level", "state")


def choices():
    for model in apps.get_models():
        if issubclass(model, (Entry, Claim)):
            for field in model._meta.concrete_fields:
                if field.choices and field.name not in OTHERS:
                    yield from ((f"{model._meta.label}.{field.name}", value) for value, _ in field.choices if value)


def test_every_choice_has_words():
    assert len(set(choices())) > 150
    assert [(where, value) for where, value in choices() if not label(value)] == []


def test_english_words_are_the_codes_themselves():
    for group in ("certainty", "standing", "trend", "member", "tie", "step", "role", "event", "region"):
        assert [key for key, words in TERMS[group].items() if str(words) != key] == []


def test_a_word_is_translated_by_its_group():
    with translation.override("ru"):
        assert (label("suspended", "member"), label("suspended", "step")) == (
            "членство приостановлено",
            "приостановлено",
        )
        assert label("responds_to", "link") == "ответ"
        assert label("a word that no vocabulary has") == ""
