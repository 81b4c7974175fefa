"""Where the desk's history begins: what a database held before it was kept, as each table's first rows.

Migrations call this, so it knows models by their state in a migration alone.
"""

from collections.abc import Callable

from django.utils import timezone

# The reason that these rows carry; the page of an entry's history says it in words.
FOUND = "found"


def begin_history(app_label: str) -> Callable:
    """Return what a migration runs: every row that an app's models have is kept as found, by nobody."""

    def begin(apps, schema_editor):
        using, now = schema_editor.connection.alias, timezone.now()
        for history in apps.get_app_config(app_label).get_models():
            if not history.__name__.startswith("Historical"):
                continue
            model = apps.get_model(app_label, history.__name__.removeprefix("Historical"))
            own = {found.attname for found in history._meta.concrete_fields}
            names = [found.attname for found in model._meta.concrete_fields if found.attname in own]
            said = {"history_date": now, "history_type": "+", "history_change_reason": FOUND, "by_name": ""}
            some = []
            for values in model._default_manager.using(using).order_by("pk").values(*names).iterator(1000):
                some.append(history(**values, **said))
                if len(some) == 1000:
                    history._default_manager.using(using).bulk_create(some)
                    some = []
            history._default_manager.using(using).bulk_create(some)

    return begin
