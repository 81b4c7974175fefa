"""What happens when a password is set, wherever that is done: Django tells its validators."""

from accounts import acting, audit, sessions
from accounts.models import HandedPassword


class EndsOtherSessions:
    """A validator that refuses nothing. It writes a new password's setting down and ends the account's other sessions.

    A password set by another account is known to that account too: it works once, to choose another.
    """

    def validate(self, password, user=None):
        """Accept."""

    def get_help_text(self):
        """Say what changing it does."""
        return "With a new password, you are signed out everywhere else."

    def password_changed(self, password, user):
        """Called by `save()` after `set_password()`, and not where a hash is only renewed."""
        request = acting.current_request()
        # Nobody has signed in yet to an account that is being made.
        ended = 0
        if user.last_login is not None:
            ended = sessions.end_all(user, keep=request.session.session_key if request is not None else None)
        audit.record(audit.What.PASSWORD, user, detail=f"other sessions ended: {ended}" if ended else "")
        if acting.somebody_else(user):
            HandedPassword.objects.get_or_create(user=user)
        else:
            HandedPassword.objects.filter(user=user).delete()
