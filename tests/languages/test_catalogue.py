"""The Russian catalogue is whole: every marked message, translated, with the same placeholders, and compiled."""

import gettext
import os
import re
import shlex
import shutil
import subprocess
import sys

import polib
import pytest

from tests.conftest import ROOT
from tests.needs import need_gettext

PO = ROOT / "locale" / "ru" / "LC_MESSAGES" / "django.po"
PLACEHOLDERS = re.compile(r"%\([a-z_]+\)[sd]|%%|\{[a-z]+\}|</?[a-z]+[^>]*>")
ELSEWHERE = ("data", "docs", "static", "tests", "tools", "var")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(PO))


def forms(entry):
    """Each translation with the English words that it stands for."""
    if entry.msgid_plural:
        return [(entry.msgid_plural, words) for words in entry.msgstr_plural.values()]
    return [(entry.msgid, entry.msgstr)]


def test_every_message_is_translated_and_none_is_in_doubt(catalogue):
    assert len(catalogue) > 1000
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy or entry.obsolete] == []
    assert [e.msgid for e in catalogue if e.msgid_plural and sorted(e.msgstr_plural) != [0, 1, 2]] == []


def test_translations_have_the_placeholders_and_the_markup_of_their_messages(catalogue):
    wrong = []
    for entry in catalogue:
        for said, words in forms(entry):
            if sorted(PLACEHOLDERS.findall(said)) != sorted(PLACEHOLDERS.findall(words)):
                wrong.append((said, words))
    assert wrong == []


def test_translations_begin_and_end_as_their_messages_do(catalogue):
    for entry in catalogue:
        for said, words in forms(entry):
            # Spaces join parts of a sentence; Russian parts may begin with a semicolon of their own instead.
            assert said.endswith(" ") == words.endswith(" "), said
            assert not words.startswith("\n") and not words.endswith("\n"), said


def test_what_is_compiled_is_what_is_written(catalogue):
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = {}
    for entry in catalogue:
        key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        if entry.msgid_plural:
            written |= {(key, form): words for form, words in entry.msgstr_plural.items()}
        else:
            written[key] = entry.msgstr
    assert {key: words for key, words in compiled.items() if key} == written


def test_every_marked_message_stands_in_the_catalogue(catalogue, tmp_path):
    need_gettext()
    for source in ROOT.iterdir():
        if source.name == "manage.py":
            shutil.copyfile(source, tmp_path / source.name)
        elif source.is_dir() and source.name not in ELSEWHERE and not source.name.startswith("."):
            shutil.copytree(source, tmp_path / source.name)
    [command] = re.findall(r"manage\.py (makemessages (?:.*\\\n)*.*)", (ROOT / "Makefile").read_text())
    environment = {**os.environ, "CHANCERY_MODE": "local", "CHANCERY_VAR": str(tmp_path / "var")}
    arguments = [sys.executable, "manage.py", *shlex.split(command.replace("\\\n", " "))]
    done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    gathered = polib.pofile(str(tmp_path / PO.relative_to(ROOT)))

    def messages(entries):
        return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries if not entry.obsolete}

    assert messages(gathered) == messages(catalogue)
