"""The audit log in the admin, to be read; and what of others' admin pages is taken out."""

from django.contrib import admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import AuditLine

# Their pages show keys and codes, and would let one account take another's. `manage.py reset_second_factor` resets.
admin.site.unregister([TOTPDevice, StaticDevice])


@admin.register(AuditLine)
class AuditLineAdmin(admin.ModelAdmin):
    """What happened to accounts. The database itself refuses to change a line."""

    list_display = ("moment", "what", "account", "by", "address", "detail")
    list_filter = ("what", "at")
    search_fields = ("account", "by", "address", "detail")
    search_help_text = "An account’s name, an address, or a word of the detail."
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="When (UTC)", ordering="id")
    def moment(self, line):
        """When it happened, to the second."""
        return f"{line.at:%Y-%m-%d}\N{NO-BREAK SPACE}{line.at:%H:%M:%S}"

    def changelist_view(self, request, extra_context=None):
        """Name the list by what it is."""
        return super().changelist_view(request, {"title": "Audit log", **(extra_context or {})})

    def has_add_permission(self, request):
        """Nobody writes here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes anything here."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes anything here."""
        return False
