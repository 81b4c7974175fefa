"""Helpers for tests: read a screen's form as a browser would, and say what a screen complains of."""

import html
import re

from django.contrib.admin.helpers import AdminForm
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from desk.models import Claim, Entry
from desk.schema import schema
from publication.rebuild import derived_digest


def url_of(entry: Entry, step: str = "change") -> str:
    """Return the address of one of an entry's screens."""
    opts = schema.of(entry).model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{step}", args=[entry.pk])


def step_url(entry: Entry, step: str) -> str:
    """Return the address of one of an entry's steps, 'review' for the page of all of them."""
    return reverse(f"admin:desk_entry_{step}", args=[entry.pk])


def list_url(model) -> str:
    """Return the address of a model's list."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _values(form) -> dict[str, str]:
    values = {}
    for field in form:
        value = field.value()
        if value is True:
            values[field.html_name] = "on"
        elif value is not None and value is not False:
            values[field.html_name] = str(getattr(value, "pk", value)).replace("\n", "\r\n")
    return values


def form_data(client: Client, url: str) -> dict[str, str]:
    """Return what a browser would send back if nobody typed anything.

    The screen is made but not rendered, which would take most of the time; what it looks like is tested elsewhere.
    """
    request = RequestFactory().get(url)
    request.user = get_user_model().objects.get(pk=client.session["_auth_user_id"])
    view = resolve(url)
    context = view.func(request, *view.args, **view.kwargs).context_data
    adminform: AdminForm = context["adminform"]
    data = _values(adminform.form)
    for inline in context["inline_admin_formsets"]:
        data |= _values(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= _values(form)
    return data


def new_row(data: dict[str, str], prefix: str, **values) -> dict[str, str]:
    """Return the data with one more row in an inline, as 'Add another' makes it."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": str(value) for name, value in values.items()}
    defaults = {f"{prefix}-{number}-{name}": word for name, word in (("certainty", "asserted"), ("standing", "normal"))}
    return {**data, **defaults, **row, f"{prefix}-TOTAL_FORMS": str(number + 1)}


def settle(client: Client, url: str, response, **choices: str):
    """Send the page of two versions as a browser would, with its own proposals or other choices."""
    assert response.status_code == 409, response.status_code
    page = {"_settle": "1", **dict(response.context["carried"])}
    for row in response.context["conflicts"]:
        page |= {field["name"]: field["chosen"] for field in row["fields"]}
        if row["choice"]:
            page[row["choice"]] = row["chosen"]
    assert set(choices) <= set(page), sorted(page)
    return client.post(url, {"_continue": "1", **page, **choices})


def complaints(response) -> dict[str, list[str]]:
    """Return the errors of a screen that came back, by field."""
    assert response.status_code == 200, response.status_code
    found = {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {f"{form.prefix}-{name}": list(errors) for name, errors in form.errors.items()}
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = list(inline.formset.non_form_errors())
    return found


def said(response) -> list[str]:
    """Return the messages of a page, as text."""
    return [html.unescape(re.sub("<[^>]+>", "", str(message))) for message in response.context["messages"]]


def desk_now() -> list:
    """Return the desk's rows, to see that nothing was written."""
    rows = [list(Entry.objects.order_by("pk").values())]
    for kind in schema.kinds.values():
        rows.append(list(kind.model._default_manager.order_by("pk").values()))
        rows += [list(part.model._default_manager.order_by("pk").values()) for part in schema.parts_of(kind)]
    for child in schema.claim_children:
        rows.append(list(Claim._meta.get_field(child.relation).related_model._default_manager.order_by("pk").values()))
    return rows


def everything_but_changed_at() -> list:
    """Return the desk's rows without the time at which each was saved."""
    return [[{name: row[name] for name in row if name != "changed_at"} for row in rows] for rows in desk_now()]


def record_now() -> str:
    """Return the digest of everything derived in the record."""
    return derived_digest()


def pk(slug: str) -> int:
    """Return the key of the only entry with a slug."""
    return Entry.objects.get(slug=slug).pk


def added(client, url: str, **values) -> dict:
    """Return what the empty form of a new entry holds, with some values typed in."""
    return {**form_data(client, url), **values}


def refused(client, url: str, data: dict) -> dict[str, list[str]]:
    """Post, expect the form back with errors, and nothing written."""
    before = desk_now()
    response = client.post(url, data)
    found = complaints(response)
    assert found
    assert desk_now() == before
    return found
