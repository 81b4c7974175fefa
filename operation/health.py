"""Two addresses for whoever watches the site: is the process alive, and can it answer?

Neither says more than names of checks; why one failed stands in the log.
"""

import logging
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.triggers import triggers as audit_triggers
from publication.log import FIRST_HASH, revision_hash
from publication.models import Revision
from publication.triggers import missing

log = logging.getLogger(__name__)

# With less room than this the database may not be able to finish what it writes.
LEAST_FREE = 200 * 1024 * 1024


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """/healthz: the process answers. Asks neither database nor disk, so that their faults restart nothing."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """/readyz: 200 if every check holds, else 503 with Retry-After; the body names each check with yes or no."""
    found = {check.__name__.strip("_"): _holds(check) for check in (_database, _migrations, _record, _audit, _disk)}
    well = all(found.values())
    response = JsonResponse({"ready": well, "checks": found}, status=200 if well else 503)
    if not well:
        response["Retry-After"] = "10"
    return response


def _holds(check) -> bool:
    try:
        fault = check()
    except (Error, OSError) as error:
        fault = str(error)
    if fault:
        log.error("not ready: %s: %s", check.__name__.strip("_"), fault)
    return not fault


def _database() -> str:
    # A file that was deleted goes on answering whoever has it open.
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return f"{connection.settings_dict['NAME']} is not there any more"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def unapplied() -> str:
    """What to say of migrations that this code has and the database has not; '' if there are none."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(plan)} migrations are not applied, the first is {plan[0][0]}" if plan else ""


def _migrations() -> str:
    return unapplied()


def _record() -> str:
    """The end of the chain: the last revision has the hash of what it says and follows the one before; the guards."""
    head, before = [*Revision.objects.order_by("-seq")[:2], None, None][:2]
    if head is not None:
        if head.hash != revision_hash(head):
            return f"revision {head.seq} does not have the hash of what it says"
        seq, previous = (before.seq, before.hash) if before else (0, FIRST_HASH)
        if (head.seq, head.previous_hash) != (seq + 1, previous):
            return f"revision {head.seq} does not follow revision {seq}"
    lost = missing(connection)
    return f"triggers are missing: {', '.join(lost)}" if lost else ""


def _audit() -> str:
    """The audit log of accounts has its guards."""
    lost = missing(connection, audit_triggers(connection.vendor))
    return f"triggers are missing: {', '.join(lost)}" if lost else ""


def _disk() -> str:
    """There is room, and one may write, where the site writes; a server of PostgreSQL minds its own disk."""
    folders = {settings.VAR_DIR}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).parent)
    for folder in sorted(folder for folder in folders if folder.exists()):
        if not os.access(folder, os.W_OK):
            return f"{folder} cannot be written"
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE:
            return f"{free} bytes are free in {folder}, fewer than {LEAST_FREE}"
    return ""
