"""Accounts and groups: administrators make accounts and give them roles; no one gives more than they have."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group

from desk.permissions import EXTRA

# What stands for whoever is no superuser: neither that mark nor single permissions can be given.
FIELDSETS = (
    (None, {"fields": ("username", "password")}),
    ("Person", {"fields": ("first_name", "last_name", "email")}),
    ("Role", {"fields": ("is_active", "is_staff", "groups")}),
    ("Dates", {"fields": ("last_login", "date_joined")}),
)


class AccountAdmin(UserAdmin):
    """Accounts. They are switched off, not deleted, once they have taken a step."""

    def get_fieldsets(self, request, obj=None):
        """Leave out what only the operator's superuser gives."""
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return FIELDSETS

    def has_change_permission(self, request, obj=None):
        """A superuser's account is changed, and its password set, by superusers alone."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """As changing."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_delete_permission(request, obj)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Offer the desk's roles; another group may hold more than an administrator has."""
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=EXTRA)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


admin.site.unregister(get_user_model())
admin.site.register(get_user_model(), AccountAdmin)
