"""Markup that curators store never executes: not at the desk, in a preview, on a public page, or in a comparison."""

import json
from itertools import count

import pytest
from django import forms
from django.test import Client, override_settings
from django.urls import reverse

from tests.browser.conftest import serving
from tests.browser.desk import make_accounts, sign_in, tab
from tests.browser.payloads import PAYLOADS
from tests.needs import need_browser

pytestmark = pytest.mark.apart

# What Chromium prints of answers that are no pages to look at.
STATUS = ("status of 409", "status of 404")
MARKUP = (
    "iframe, object, embed, base, marquee, math, [onerror], [onload], [onfocus], [onmouseover], [ontoggle], [onstart], "
    "[onbegin], a[href^=javascript i], [src*=evil], link[href*=evil], meta[http-equiv=refresh]"
)
WATCH = (
    "addEventListener('securitypolicyviolation', event => "
    "{ (window.violations ??= []).push(`${event.violatedDirective} ${event.blockedURI}`); });"
)


def texts_of(form) -> dict[str, int]:
    """The fields of a form that take any text, with the length that each takes."""
    from desk.fields import EDTFFormField

    barred = (EDTFFormField, forms.SlugField, forms.URLField, forms.DecimalField)
    return {
        form.add_prefix(name): field.max_length or 10_000
        for name, field in form.fields.items()
        if type(field) is forms.CharField
        and not isinstance(field, barred)
        and not field.widget.is_hidden
        and name not in ("slug", "outline", "citations")
    }


def poison(client: Client, entry, numbers) -> int:
    """Save payloads in every text of an entry and its claims, through its form; return how many it took."""
    from tests.desk_admin.screens import form_data, new_row, url_of

    address = url_of(entry)
    context = client.get(address).context
    data = form_data(client, address)
    fields = texts_of(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        for form in inline.formset.initial_forms:
            fields |= texts_of(form)
            if "citations" in form.fields:
                where, note = (PAYLOADS[next(numbers) % len(PAYLOADS)].replace("|", "\\|") for _ in range(2))
                data[form.add_prefix("citations")] = f'atlas-2024 | {where} | "{PAYLOADS[9]}" | {note}'
    for name, longest in fields.items():
        fitting = [text for text in PAYLOADS if len(text) <= min(longest, 140)]
        if fitting:
            data[name] = fitting[next(numbers) % len(fitting)]
    everything = "\n\n".join(PAYLOADS)
    if "summary" in data or "summary" in fields:
        data["summary"] = everything
    data = new_row(data, "remark", text=everything, note=everything, kind="remark", citations="atlas-2024 | p. 1")
    response = client.post(address, {**data, "_publish": "1", "publication-note": PAYLOADS[0]})
    assert response.status_code == 302, response.context["errors"]
    return len(fields)


@pytest.fixture(scope="module")
def poisoned(databases):
    """The small collection with payloads in every text, published, and the pages that show them."""
    from django.contrib.auth import get_user_model

    from desk.admin.offering import step_url
    from desk.models import Entry
    from desk.quality import watches
    from desk.schema import schema
    from publication.kinds import path_of
    from publication.models import Face
    from tests.desk_admin.screens import url_of

    need_browser()
    database = databases.copy("small")
    make_accounts(database, chief="Editors", other="Curators")
    numbers, pages = count(), []
    # One editor writes and publishes all of it.
    with database.connected(), override_settings(SECOND_READER=False):
        client = Client()
        client.force_login(get_user_model().objects.get(username="chief"))
        for kind in schema.kinds.values():
            entry = kind.model._default_manager.order_by("pk").first()
            assert poison(client, entry, numbers) >= 3, kind.name
            face = Face.objects.open().get(public_id=entry.public_id)
            assert face.revision == Face.objects.open().order_by("-revision").first().revision, "it is published"
            meta = kind.model._meta
            pages += [url_of(entry, step) for step in ("change", "preview", "history")]
            pages += [step_url(step, entry) for step in ("review", "withdraw")]
            pages += [f"{url_of(entry, 'compare')}?old=nothing"]
            if not kind.derived:
                pages.append(url_of(entry, "copy"))
            pages += [path_of(face.kind, face.slug), reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")]
            for part in schema.parts_of(kind):
                claim = part.model._default_manager.filter(owner_id=entry.pk).order_by("pk").first()
                if claim is not None:
                    name = f"admin:{part.model._meta.app_label}_{part.model._meta.model_name}"
                    pages += [reverse(f"{name}_change", args=[claim.pk]), reverse(f"{name}_changelist")]
        assert Entry.objects.filter(title__in=PAYLOADS).count() >= 7
    pages += [f"/admin/quality/{name}/" for name in watches]
    pages += [
        "/admin/",
        "/admin/desk/entry/",
        "/",
        "/claims/",
        "/timeline/",
        "/matrix/",
        "/network/",
        "/search/?q=script",
    ]
    pages += [
        "/admin/desk/entry/?q=%3Cscript%3Ewindow.ran%3D1%3C/script%3E",
        "/search/?q=%22%3E%3Cimg+src%3Dx+onerror%3D1%3E",
    ]
    return database, list(dict.fromkeys(pages))


@pytest.fixture(scope="module")
def address(poisoned):
    """The address of a site on that database."""
    with serving({**poisoned[0].environment, "CHANCERY_FOCUS": "north"}) as found:
        yield found


def test_nothing_stored_runs_anywhere(browser, address, poisoned):
    _, pages = poisoned
    shown = 0
    with tab(browser, address, STATUS) as page:
        dialogs = []

        def answer(dialog):
            # Leaving a copy that is not saved asks first, by the desk's own script.
            dialogs.extend([dialog.message] if dialog.type != "beforeunload" else [])
            dialog.accept()

        page.on("dialog", answer)
        page.add_init_script(WATCH)
        sign_in(page, "chief")
        for path in pages:
            response = page.goto(path)
            assert response.status == 200, (path, response.status)
            assert "script-src 'self'" in response.headers["content-security-policy"], path
            found = page.evaluate("[window.ran ?? null, window.violations ?? []]")
            assert found == [None, []], path
            # None of it became an element either.
            made = page.locator(MARKUP).count()
            assert made == 0, path
            shown += "window.ran=1" in page.content()
    assert dialogs == []
    assert shown > len(pages) / 2, "the pages do show the payloads"


def test_the_page_with_two_versions_runs_nothing(browser, address):
    with tab(browser, address, STATUS) as first, tab(browser, address) as second:
        first.add_init_script(WATCH)
        for page, name in ((first, "chief"), (second, "other")):
            sign_in(page, name, "/admin/relations/topic/")
            page.locator("#result_list tbody th a").first.click()
            page.locator("#id_summary").wait_for()
        second.locator("#id_desk_note").fill("\n".join(PAYLOADS))
        second.get_by_role("button", name="Save and continue").click()
        second.get_by_text("was changed successfully").wait_for()
        first.locator("#id_desk_note").fill("\n".join(reversed(PAYLOADS)))
        first.get_by_role("button", name="Save and continue").click()
        first.get_by_role("heading", name="Nothing was saved yet, and nothing is lost.").wait_for()
        assert first.evaluate("[window.ran ?? null, window.violations ?? []]") == [None, []]


def test_a_draft_of_payloads_runs_nothing(browser, address):
    with tab(browser, address) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.add_init_script(WATCH)
        sign_in(page, "other", "/admin/events/event/add/")
        page.locator("#id_title").fill("A title")
        key = page.evaluate(
            "`chancery-draft:${document.querySelector('meta[name=desk-account]').content}:${location.pathname}`"
        )
        draft = {"at": 1, "fields": [["title", PAYLOADS[0]], ["summary", "\n".join(PAYLOADS)]]}
        page.get_by_role("link", name="Chancery. desk").click()
        page.wait_for_url("**/admin/")
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, json.dumps(draft)])
        page.goto("/admin/events/event/add/")
        page.get_by_role("button", name="Put it back").click()
        page.get_by_role("heading", name="What you typed is here, and not saved yet.").wait_for()
        assert page.locator("#id_title").input_value() == PAYLOADS[0]
        assert page.evaluate("[window.ran ?? null, window.violations ?? []]") == [None, []]
