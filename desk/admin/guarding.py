"""No form overwrites a colleague's work: what it was made of must still stand when it is saved.

Each form of an entry, or of one claim, carries the state of the desk that it shows (`desk.editing.state`). Saving
compares under a lock; where somebody was faster, both versions are shown side by side, and nothing is written
until one has chosen.
"""

import json
from urllib.parse import quote

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.template.response import TemplateResponse

from desk.editing.conflict import MINE, THEIRS, RowConflict, rows_in_conflict, settle
from desk.editing.sheets import DELETE, Sheet, held, marks, sent, written
from desk.editing.state import OWN, hold
from desk.forms import AGAIN, SEEN
from desk.keeping import taken_up
from publication.log import lock

SETTLE = "_settle"
SAVED = "desk_saved"
CHOOSE = "choose:"
# A page of differences is read by people; the form itself shows the rest.
MOST_SHOWN = 200


class Guarded(admin.ModelAdmin):
    """A model admin whose change form is saved only on the state that it showed."""

    def desk_state(self, obj: models.Model) -> dict[str, str]:
        """Return the state that this form guards, by the names of its parts."""
        raise NotImplementedError

    def held_row(self, obj: models.Model) -> int:
        """Return the key of the entry whose row is the lock."""
        raise NotImplementedError

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form with the state that it is made of; save it on that state alone."""
        answer = self._guarded(request, object_id, form_url, extra_context)
        if request.method == "POST":
            if AGAIN in request.POST:
                taken_up(request)
            if answer.status_code == 302:
                # The script of the page that follows takes its draft of this form away, then this.
                path = quote(request.path, safe="")
                answer.set_cookie(SAVED, path, max_age=60, path="/admin/", samesite="Lax", secure=request.is_secure())
        return answer

    def _guarded(self, request, object_id, form_url, extra_context):
        if object_id is None or request.method not in ("GET", "POST"):
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "GET":
            # Read before the rows: whatever changes in between is then noticed, never missed.
            obj = self.get_object(request, unquote(object_id))
            request.desk_state = None if obj is None else self.desk_state(obj)
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            answer = self._compare(request, object_id)
            return answer or super().changeform_view(request, object_id, form_url, extra_context)

    def _compare(self, request, object_id: str) -> TemplateResponse | None:
        """Hold the entry; answer with both versions if the desk is no longer what the form showed."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_change_permission(request, obj):
            return None  # the stock view says so
        if "_publish" in request.POST:
            lock()  # in the order in which publishing takes them, so that two never wait for each other
        hold(self.held_row(obj))
        if AGAIN in request.POST and SETTLE not in request.POST:
            return None  # nothing will be saved
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return None
        seen, now = read_seen(request.POST.get(SEEN, "")), self.desk_state(obj)
        if seen["state"] != now:
            return self._show_both(request, obj, seen, now)
        if SETTLE in request.POST:
            theirs = self.sheets(request, obj)
            chosen = settle(request.POST, theirs, read_seen(request.POST.get("began", ""))["marks"])
            kept = {name: value for name, value in request.POST.items() if not self._of_sheets(name, theirs)}
            request.POST = _post(request, {**kept, **chosen})
        return None

    def sheets(self, request, obj: models.Model) -> list[Sheet]:
        """Return what the form of this request would show of the desk as it is now."""
        form = self.get_form(request, obj, change=True, fields=_shown_fields(self, request, obj))(instance=obj)
        formsets = []
        for formset_class, inline in self.get_formsets_with_inlines(request, obj):
            prefix = formset_class.get_default_prefix()
            formset = formset_class(instance=obj, prefix=prefix, queryset=inline.get_queryset(request))
            formset.label = inline.verbose_name_plural
            formsets.append(formset)
        return held(form, formsets)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Give an unbound form the state that it shows."""
        form = context["adminform"].form
        if change and not form.is_bound and getattr(request, "desk_state", None) is not None:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            form.initial[SEEN] = write_seen(request.desk_state, marks(held(form, formsets)))
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- the page with both versions

    def _of_sheets(self, name: str, sheets: list[Sheet]) -> bool:
        return name in sheets[0].fields or any(name.startswith(f"{sheet.prefix}-") for sheet in sheets[1:])

    def _show_both(self, request, obj, seen: dict, now: dict[str, str]) -> TemplateResponse:
        theirs = self.sheets(request, obj)
        mine = sent(request.POST, theirs)
        began = seen["marks"]
        if SETTLE in request.POST:
            # They were faster a second time: what was chosen so far is mine.
            began = read_seen(request.POST.get("began", ""))["marks"]
        conflicts = rows_in_conflict(mine, theirs, began)
        shown_parts = {sheet.label for sheet in theirs} | {OWN}
        elsewhere = [name.replace("_", " ") for name in now if now[name] != seen["state"].get(name)]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": f"Somebody else changed this meanwhile: {obj}",
            "conflicts": [_in_words(conflict) for conflict in conflicts[:MOST_SHOWN]],
            "more": max(0, len(conflicts) - MOST_SHOWN),
            "elsewhere": [name for name in elsewhere if name not in shown_parts],
            "last": last_saved(obj),
            "carried": [
                *written(mine).items(),
                (SEEN, write_seen(now, marks(theirs))),
                ("began", write_seen({}, began)),
                *((name, value) for name, value in request.POST.items() if name.startswith("publication-")),
            ],
            "kept": {"mine": MINE, "theirs": THEIRS},
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/conflict.html", context, status=409)


def _shown_fields(model_admin, request, obj) -> list[str]:
    return admin.utils.flatten_fieldsets(model_admin.get_fieldsets(request, obj))


def _post(request, values: dict[str, str]):
    data = request.POST.copy()
    data.clear()
    data.update(values)
    return data


def write_seen(state: dict[str, str], marked: dict) -> str:
    """Return what a form carries: the desk's state and a mark of every field that it showed."""
    return json.dumps({"state": state, "marks": marked}, separators=(",", ":"))


def read_seen(text: str) -> dict[str, dict]:
    """Return what a form carried. What cannot be read is a state that never was, so that it conflicts."""
    try:
        found = json.loads(text)
        state, marked = found["state"], found["marks"]
    except (ValueError, TypeError, KeyError, RecursionError):
        state, marked = None, None
    whole = isinstance(state, dict) and isinstance(marked, dict)
    whole = whole and all(isinstance(row, dict) for row in marked.values())
    return {"state": state, "marks": marked} if whole else {"state": {}, "marks": {}}


def last_saved(obj: models.Model) -> LogEntry | None:
    """Return who saved this form last, as the admin's log has it."""
    kind = ContentType.objects.get_for_model(obj)
    rows = LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).select_related("user")
    return rows.order_by("-action_time", "-pk").first()


def _in_words(conflict: RowConflict) -> dict:
    """One row for the page: its name, its fields in words, and what is asked about each."""
    sheet = conflict.sheet
    values = conflict.theirs or conflict.mine
    label = sheet.label
    title = values.get("text") or next((_said(sheet, name, value) for name, value in values.items() if value), "")
    fields = [
        {
            "name": CHOOSE + one.name,
            "label": "Remove" if one.field == DELETE else sheet.fields[one.field].label or one.field,
            "mine": _said(sheet, one.field, one.mine),
            "theirs": _said(sheet, one.field, one.theirs),
            "chosen": one.chosen,
            "both": one.by_me and one.by_them,
            "whose": _whose(one),
        }
        for one in conflict.differences
    ]
    whole = []
    if not conflict.differences:
        shown = (conflict.mine or conflict.theirs).items()
        plain = sheet.blank
        whole = [
            (sheet.fields[name].label or name, _said(sheet, name, value))
            for name, value in shown
            if value and value != plain.get(name) and name != DELETE
        ]
    return {
        "part": label,
        "title": title[:100] if sheet.prefix else "The form’s own fields",
        "what": conflict.what,
        "choice": CHOOSE + conflict.choice if conflict.choice else "",
        "chosen": conflict.chosen,
        "fields": fields,
        "whole": whole,
    }


def _whose(one) -> str:
    if one.by_me and one.by_them:
        return "both of you changed this"
    return "only you changed this" if one.by_me else "only they changed this"


def _said(sheet: Sheet, name: str, value: str) -> str:
    """A field's value in words: the title behind a key, the label behind a code."""
    field = sheet.fields.get(name)
    if name == DELETE:
        return "remove" if value else "keep"
    if value and hasattr(field, "queryset"):
        try:
            return str(field.queryset.get(pk=value))
        except (ValueError, OverflowError, field.queryset.model.DoesNotExist):
            return value
    if value and hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value))
    return "yes" if value == "on" else value
