"""How single fields look in the desk's forms."""

from django.db import models

from desk.forms import DeskTextarea

LONG = {"summary": 4, "question": 3, "reliability": 3}


class DeskFields:
    """For model admins and inlines: every link is looked up as one types, texts have room, URLs mean https."""

    formfield_overrides = {
        models.TextField: {"widget": DeskTextarea},
        models.URLField: {"assume_scheme": "https"},
    }

    def get_autocomplete_fields(self, request):
        """Every foreign key: no list of all entries is ever sent."""
        return [found.name for found in self.model._meta.fields if isinstance(found, models.ForeignKey)]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Give texts their height, and leave the pencils and crosses away from looked-up links."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.TextField) and field is not None:
            field.widget.attrs["rows"] = LONG.get(db_field.name, 2)
        for button in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
            if field is not None and hasattr(field.widget, button):
                setattr(field.widget, button, False)
        return field
