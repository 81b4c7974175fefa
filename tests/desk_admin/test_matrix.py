"""Role × action × state: nothing at the desk is possible that the table does not allow, and all that it allows is.

Addresses and actions are asked of Django itself, so that a new one without a row in matrix.yaml fails here. Requests
go straight to the addresses, whatever a role's screens show. Whether something changed is read from the tables.
"""

import hashlib
import shutil
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import tokens
from desk import publishing, workflow
from desk.importing.check import begin_check, check
from desk.importing.job import OWN, receive, working_on
from desk.importing.publication import publish_import
from desk.importing.write import write
from desk.models import Comment, Entry, Import, Mapping
from desk.quality.watch import watches
from desk.scheduling import schedule
from letterbox.models import Suggestion
from publication.models import Revision
from relations.models import Country, Existence
from sources.models import Citation, Source
from tests.desk_admin.accounts import account, signed_in
from tests.desk_admin.matrix import BUTTONS, ROLES, STATES, TABLE, actions, addresses, category, ever, rows, who
from tests.desk_admin.screens import form_data

GROUPS = {
    "contributor": "Contributors",
    "author": "Contributors",
    "curator": "Curators",
    "writer": "Editors",
    "editor": "Editors",
    "administrator": "Administrators",
}
# What a sign-in or a rebuilt index writes is no change of the desk or of the record.
UNHEEDED = ("django_", "publication_", "sqlite_", "letterbox_knock", "accounts_signin", "accounts_auditline")
HEEDED = ("publication_revision", "publication_face", "publication_redaction")
SAMPLES = {"kind": Country, "claim": Existence}
# The categories of rows for which the state of an entry can make a difference.
OF_ENTRIES = ("kind", "claim", "entry", "actor")
PASSWORD = "a long and rare passphrase"


@dataclass
class Desk:
    """One entry in one state, the accounts around it, and all else that a request needs to name."""

    clients: dict[str, Client]
    root: Client
    land: Country
    claim: Existence
    thread: Comment
    suggestion: Suggestion
    somebody: object
    state: str
    # By the step that they are made for, and 'checked' for all others.
    imports: dict[str, Import]

    def of(self, model, step: str = ""):
        """The row of a model that requests are about, at an address that may be a step of it."""
        if model is Import:
            return self.imports.get(step) or self.imports.get("checked")
        if model in (Country, Entry) or category(model) == "actor":
            return self.land
        if model is Existence:
            return self.claim
        if model is Suggestion:
            return self.suggestion
        return self.somebody if model is get_user_model() else model._default_manager.order_by("pk").first()


def contents() -> str:
    """Return a digest of all that a request could have changed."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in HEEDED or not table.startswith(UNHEEDED):
                cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
                found.update(repr((table, cursor.fetchall())).encode())
    return found.hexdigest()


@contextmanager
def undone(client: Client):
    """Take back whatever happens within, signing out, a new session and the files of imports among it."""
    cookies = deepcopy(client.cookies)
    files, kept = settings.IMPORT_DIR, settings.IMPORT_DIR.with_name("kept")
    if files.exists():
        shutil.copytree(files, kept)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies
    shutil.rmtree(files, ignore_errors=True)
    if kept.exists():
        kept.rename(files)


def bring_imports(by) -> dict[str, Import]:
    """Make an import for each step that it can take, and a saved mapping."""
    Mapping.objects.create(name="Lands", kind="country", spec={}, by=by)
    made = {}
    for step in ("checked", "work", "undo", "publish", "unpublish"):
        made[step] = job = receive("lands.csv", [f"slug,title\n{step}-land,Land\n".encode()], "country", by)
        with working_on(job):
            begin_check(job, OWN)
            if step != "work":
                check(job)
            if step in ("undo", "publish", "unpublish"):
                write(job, by=by)
            if step == "unpublish":
                publish_import(job, by="load")
    return made


class Table(SimpleUploadedFile):
    """A file that can be sent again and again."""

    def read(self, *args):
        """Read it from its beginning."""
        self.seek(0)
        return super().read(*args)


@pytest.fixture
def desk(collection, request, settings, tmp_path) -> Desk:
    """A desk with one entry in the state that the test asks for, a draft if it asks for none."""
    people = {name: account(name, group) for name, group in GROUPS.items()}
    people["nobody"], people["visitor"] = account("nobody"), account("visitor", staff=False)
    root = get_user_model().objects.create_superuser("root")
    author, writer = people["author"], people["writer"]
    land = Country.objects.create(title="New Land", slug="new-land", created_by=author, changed_by=writer)
    claim = Existence.objects.create(owner=land.entry_ptr, text="It arose.", start="1900")
    Citation.objects.create(claim=claim, source=Source.objects.get(slug="atlas-2024"))
    thread = workflow.comment(land, "Is that so?", by=account("asker", "Curators"))
    suggestion = Suggestion.objects.create(text="A slip.", seq=1, sent_at=timezone.now())
    state = getattr(request, "param", "draft")
    bring(land, state, people)
    settings.IMPORT_DIR = tmp_path / "imports"
    # Who may import is the same in every state of an entry.
    imports = bring_imports(writer) if state == "draft" else {}
    clients = {name: signed_in(user) for name, user in people.items()} | {"anonymous": Client()}
    somebody = account("somebody", "Curators")
    tokens.make(somebody, "A program", ["read"])
    found = Desk(clients, signed_in(root), land, claim, thread, suggestion, somebody, state, imports)
    found.land.refresh_from_db()
    assert found.land.state == state
    return found


def bring(land: Country, state: str, people: dict) -> None:
    """Bring a draft into a state."""
    if state in ("in_review", "changes"):
        workflow.submit([land], by=people["author"])
    if state == "changes":
        workflow.request_changes(land, by=people["editor"], comment="More.")
    if state == "scheduled":
        schedule(land, by=people["editor"], at=timezone.now() + timedelta(days=1))
    if state in ("published", "withdrawn", "merged"):
        for capital in ("Oldport", "Newport"):
            Country.objects.filter(pk=land.pk).update(capital=capital)
            publishing.publish(land, by="load")
        Country.objects.filter(pk=land.pk).update(capital="Unpublished")
    if state == "withdrawn":
        publishing.withdraw(land, by="load", reason="Not yet.")
    if state == "merged":
        publishing.merge(land, Entry.objects.get(slug="south"), by="load")


# --- the table is whole


def test_every_address_action_and_button_has_its_row_and_every_row_is_one():
    assert rows() == set(TABLE["rows"])


def test_states_and_sets_are_those_of_the_desk():
    assert set(STATES) == set(Entry.State.values)
    for name, row in TABLE["rows"].items():
        for said in row.values():
            assert set([said] if isinstance(said, str) else said.values()) <= set(TABLE["sets"]), name
            assert isinstance(said, str) or set(said) <= set(STATES), name


# --- what a request sends


def fill(desk: Desk, address) -> str:
    """Return the path of an address, with the desk's rows in it."""
    path = "/admin/" + address.route
    pk = str(desk.of(address.model, address.row.partition(":")[2]).pk) if address.model else "1"
    for name in ("<path:object_id>", "<id>", "<int:pk>"):
        path = path.replace(name, pk)
    path = path.replace("<slug:name>", next(iter(watches))).replace("<str:form>", "csv")
    path = path.replace("<path:content_type_id>", str(ContentType.objects.get_for_model(Country).pk))
    if "(?P" in path or path.endswith("$"):
        path = "/admin/relations/" if "app_label" in path else "/admin/nowhere/at/all/"
    if address.row == "site:autocomplete":
        path += "?app_label=desk&model_name=entry&field_name=merged_into&term=n"
    return path


def payload(desk: Desk, row: str) -> dict:
    """Return what a POST to an address sends, so that it would act if it may."""
    land, south = desk.land, Entry.objects.get(slug="south")
    first = Revision.objects.of(land.public_id).first()
    at = timezone.now() + timedelta(days=2)
    own = {
        "kind:add": lambda: {**form_data(desk.root, "/admin/relations/country/add/"), "title": "X", "slug": "x"},
        "kind:change": lambda: {**form_data(desk.root, page(land)), "capital": "Changed"},
        "kind:revert": lambda: {"seq": first.seq if first else 1},
        "kind:delete": lambda: {"post": "yes"},
        "claim:add": lambda: {
            **form_data(desk.root, "/admin/relations/existence/add/"),
            "owner": land.pk,
            "text": "It arose again.",
        },
        "claim:change": lambda: {**form_data(desk.root, page(desk.claim)), "text": "It arose late."},
        "claim:delete": lambda: {"post": "yes"},
        "entry:submit": lambda: {"comment": "Please."},
        "entry:request-changes": lambda: {"comment": "More."},
        "entry:publish": lambda: {"note": "New."},
        "entry:schedule": lambda: {"at": f"{at:%Y-%m-%dT%H:%M}", "note": ""},
        "entry:cancel": lambda: {"comment": ""},
        "entry:withdraw": lambda: {"reason": "Wrong."},
        "entry:restore": lambda: {"note": ""},
        "entry:merge": lambda: {"into": south.pk, "note": ""},
        "entry:redact": lambda: {"seqs": [first.seq if first else 1], "reason": "Private.", "sure": "on"},
        "entry:comment": lambda: {"text": "A word."},
        "entry:resolve": lambda: {"thread": desk.thread.pk, "resolved": "on"},
        "import:add": lambda: {"file": Table("more.csv", b"slug,title\nmore,More\n"), "kind": "country"},
        "import:mapping": lambda: {"use": "own"},
        "import:publish": lambda: {"publish-note": ""},
        "import:unpublish": lambda: {"unpublish-reason": "Wrong."},
        "suggestion:change": lambda: {"status": "accepted", "answer": "Done."},
        "suggestion:delete": lambda: {"post": "yes"},
        "user:add": lambda: {
            "username": "fresh",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
        "user:change": lambda: {
            "username": "renamed",
            "is_active": "on",
            "date_joined_0": "2026-01-01",
            "date_joined_1": "00:00",
        },
        "user:password_change": lambda: {
            "usable_password": "true",
            "set-password": "1",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    }
    return own[row]() if row in own else {"post": "yes"}


def page(row) -> str:
    """Return the address of a row's form."""
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def answered(response) -> bool:
    """Whether an answer is neither a refusal nor the way to the sign-in."""
    return response.status_code == 200 or (
        response.status_code in (301, 302) and "/admin/login/" not in response["Location"]
    )


def asked_in(state: str, row: str) -> bool:
    """Whether a row is tried in a state: accounts, imports and the like know none and are tried beside a draft."""
    return state == "draft" or row.partition(":")[0] in OF_ENTRIES


def sample_posts(desk: Desk):
    """Yield every POST of the samples: its row, path and data."""
    for address in addresses():
        if address.model is None or address.model is not SAMPLES.get(category(address.model), address.model):
            continue
        if asked_in(desk.state, address.row):
            yield address.row, fill(desk, address), payload(desk, address.row)
    for button in BUTTONS:
        yield f"kind:button {button}", page(desk.land), {**payload(desk, "kind:change"), button: "1"}
    words = {"_confirmed": "1", "note": "", "reason": "Wrong.", "post": "yes"}
    for row, model, name in actions():
        if model is SAMPLES.get(category(model), model) and asked_in(desk.state, row):
            chosen = desk.of(model).pk
            # A list of that one row: what it would say of all others takes most of the time.
            path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/?pk__in={chosen}"
            yield row, path, {**words, "action": name, "_selected_action": [chosen]}


# --- the table is kept


def some_apart(quick: str) -> list:
    """Return all states, of which the quick suite tries one: each is some hundred requests."""
    return [state if state == quick else pytest.param(state, marks=pytest.mark.apart) for state in STATES]


@pytest.mark.parametrize("desk", some_apart("published"), indirect=True)
def test_a_post_does_what_the_table_allows_and_nothing_else(desk):
    """Once in each state, as each role; who is let in nowhere is tried in the test of all models."""
    before, wrong = contents(), []
    for row, path, data in sample_posts(desk):
        allowed, ever_allowed = who(row, "post", desk.state), ever(row, "post")
        for role in sorted(set(TABLE["sets"]["roles"]) - allowed):
            response = desk.clients[role].post(path, data)
            refused = ever_allowed and role not in ever_allowed | ever(row, "get")
            if refused and response.status_code not in (302, 403):
                wrong.append(f"{row}: {role} is refused by role, not with {response.status_code}")
        # Once for all of them: what one has done would still be there.
        assert contents() == before, f"{row}: one of those whom the table keeps out in this state has acted"
        for role in sorted(allowed):
            with undone(desk.clients[role]):
                response = desk.clients[role].post(path, data)
                if contents() == before:
                    wrong.append(f"{row}: {role} could not act ({response.status_code})")
    assert wrong == [], "\n".join(wrong)
    assert contents() == before


@pytest.mark.parametrize("desk", some_apart("in_review"), indirect=True)
def test_a_get_is_answered_as_the_table_says_and_changes_nothing(desk):
    before, wrong = contents(), []
    for address in addresses():
        if address.model is not SAMPLES.get(address.model and category(address.model), address.model):
            continue
        if not asked_in(desk.state, address.row):
            continue
        path = fill(desk, address)
        for role in ROLES:
            response = desk.clients[role].get(path)
            if answered(response) != (role in who(address.row, "get", desk.state)):
                wrong.append(f"{address.row}: {role} got {response.status_code} from {path}")
    assert wrong == [], "\n".join(wrong)
    assert contents() == before


@pytest.mark.apart
def test_no_model_lets_in_whom_the_table_keeps_out(desk):
    """Every model of the admin, not the samples alone: GET and POST of whoever may never, at every address."""
    before, wrong, tried = contents(), [], 0
    for address in addresses():
        if address.model is None or desk.of(address.model) is None:
            continue
        path, data = fill(desk, address), {"post": "yes", "title": "X", "slug": "x", "text": "X", "_publish": "1"}
        for verb, send in (("get", Client.get), ("post", Client.post)):
            # A POST to a page that only shows is like a GET; the first test has seen that it does nothing.
            let_in = ever(address.row, "get") | ever(address.row, "post")
            for role in sorted(set(ROLES) - let_in):
                tried += 1
                response = send(desk.clients[role], path, data)
                # A rule of the object may be told on the page that one comes back to; the tables tell that it held.
                if answered(response) and (verb == "get" or response.status_code == 200):
                    wrong.append(f"{address.row}: {role} got {response.status_code} for {verb} {path}")
    for row, model, name in actions():
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        some = desk.of(model)
        data = {"action": name, "_selected_action": [some and some.pk], "_confirmed": "1", "post": "yes", "reason": "x"}
        for role in sorted(set(ROLES) - ever(row, "post")):
            tried += 1
            desk.clients[role].post(path, data)
        if contents() != before:
            wrong.append(f"{row} of {model.__name__} acted for somebody who may not")
            break
    assert wrong == [], "\n".join(wrong)
    assert contents() == before
    assert tried > 2000


@pytest.mark.apart
def test_entries_of_every_kind_and_their_claims_are_changed_by_those_who_may(desk):
    """The rules of objects for every model, not the samples alone; what a contributor is refused, a curator can do."""
    before, wrong, tried = contents(), [], 0
    for model in admin.site._registry:
        # Rows of the collection, which no account began.
        if category(model) not in SAMPLES or (row := model._default_manager.order_by("pk").first()) is None:
            continue
        tried += 1
        path, words = page(row), "text" if category(model) == "claim" else "desk_note"
        data = {**form_data(desk.root, path), words: "Said otherwise."}
        delete = path.replace("/change/", "/delete/")
        for address, sent in ((path, data), (delete, {"post": "yes"})):
            if (status := desk.clients["contributor"].post(address, sent).status_code) != 403:
                wrong.append(f"{model.__name__}: contributor got {status} from {address}")
        assert contents() == before, f"{model.__name__}: a contributor has acted"
        with undone(desk.clients["curator"]):
            status = desk.clients["curator"].post(path, data).status_code
            if contents() == before:
                wrong.append(f"{model.__name__}: curator could not act ({status})")
    assert wrong == [], "\n".join(wrong)
    assert tried > 20


def test_the_addresses_of_no_model_change_nothing_for_anyone(desk):
    before = contents()
    for address in addresses():
        if address.model is None:
            for role in ROLES:
                with undone(desk.clients[role]):
                    desk.clients[role].post(fill(desk, address), {"post": "yes", "old_password": "x"})
                    assert contents() == before, (address, role)
