"""App configuration: after every migrate triggers and search index are made good, and old rules' rows derived anew."""

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate


def _derive_anew(sender, using, **kwargs):
    from publication.rebuild import rebuild_if_outdated

    if using == DEFAULT_DB_ALIAS and "publication_derivation" in connections[using].introspection.table_names():
        rebuild_if_outdated()


class PublicationConfig(AppConfig):
    """The record."""

    name = "publication"

    def ready(self):
        """Keep the log guarded, and the search index whole."""
        from publication import triggers
        from publication.guards import keep, keep_triggers
        from publication.searching import native

        tables = (triggers.LOG, triggers.REDACTION)
        keep_triggers(self, "publication.E001", "the record", tables, triggers.triggers)
        keep(
            self,
            "publication.E002",
            "Parts of the search index",
            again="makes and fills them",
            exists=native.tables_exist,
            missing=native.missing,
            install=native.install,
        )
        post_migrate.connect(_derive_anew, sender=self)
