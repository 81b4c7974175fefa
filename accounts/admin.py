"""The audit log in the admin, to be read; tokens, to be revoked; and what of others' admin pages is taken out."""

from django.contrib import admin, messages
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import AuditLine, Token
from accounts.tokens import revoke

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


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """Everybody's tokens, for administrators to see and to revoke. One's own are on the account's page."""

    list_display = ("name", "user", "scope", "made_at", "expires_at", "used_at", "revoked_at")
    list_select_related = ("user",)
    list_filter = ("expires_at", "revoked_at")
    search_fields = ("name", "user__username")
    search_help_text = "A token’s or an account’s name."
    ordering = ("-made_at", "-id")
    actions = ["revoke_tokens"]
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request):
        """Accounts make their own, on their own page."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes what a token may do."""
        return False

    def has_delete_permission(self, request, obj=None):
        """A token is revoked; its row says until when it worked."""
        return False

    def has_revoke_permission(self, request) -> bool:
        """Whether this account may take back tokens of others."""
        return request.user.has_perm("accounts.revoke_token")

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke_tokens(self, request, queryset):
        """Take the chosen tokens back for good."""
        done = sum(revoke(token) for token in queryset.select_related("user"))
        self.message_user(request, f"Tokens revoked: {done}.", messages.SUCCESS if done else messages.WARNING)
