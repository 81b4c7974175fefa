"""The curators' guide at the desk, one click away from each screen."""

import re

import pytest
from django.contrib.staticfiles import finders

from desk.guide import SECTIONS, guide, section_for
from tests.desk_admin.conftest import client_of

pytestmark = pytest.mark.django_db


def test_every_screen_leads_to_a_section_that_there_is():
    ids = set(re.findall(r'id="([^"]+)"', guide()[1]))
    names = {
        "events_event_add": "editing",
        "events_event_change": "editing",
        "events_event_changelist": "",
        "events_event_history": "who-changed-what",
        "desk_import_mapping": "importing-and-exporting",
        "watch": "quality",
        "account": "your-account",
        "auth_user_changelist": "roles",
        "index": "",
    }
    assert {name: section_for(name) for name in names} == names
    assert {section for _, section in SECTIONS} <= ids


def test_the_guide_shows_its_pictures_and_hides_no_word_of_the_file():
    sections, html = guide()
    assert sections[0] == ("roles", "Roles")
    pictures = re.findall(r'<img src="/static/([^"]+)" alt="([^"]+)"', html)
    assert len(pictures) >= 4
    assert [path for path, _ in pictures if finders.find(re.sub(r"\.[0-9a-f]{12}\.png$", ".png", path)) is None] == []


def test_a_form_links_to_what_helps_with_it():
    client = client_of("contributor", "Contributors")
    assert 'href="/admin/guide/#editing">Help' in client.get("/admin/events/event/add/").content.decode()
    answer = client.get("/admin/guide/")
    assert answer.status_code == 200
    assert '<h2 id="workflow">Workflow</h2>' in answer.content.decode()
