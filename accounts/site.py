"""An admin site that is entered in steps, and where each account has a page of its own."""

from functools import partial

from django.contrib.admin import AdminSite
from django.contrib.auth import BACKEND_SESSION_KEY, REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts import locks, pages, second_factor, steps, token_pages
from accounts.clients import lock_address
from publication.serving.client import network_of
from publication.serving.limits import Counter

# Passwords from one address within a minute, counted in each process.
MOST_PASSWORDS = 30
PASSWORDS = Counter()


class SignInView(LoginView):
    """The first step: name and password."""

    def post(self, request, *args, **kwargs):
        """Look at no more passwords from one address within a minute, whatever the names: each costs a slow hash."""
        if network_of(request.META) is not None:
            client = lock_address(request)
            before = PASSWORDS.look(client, MOST_PASSWORDS)
            if not before.left:
                return locks.turned_away(request, before.seconds)
            PASSWORDS.use(client, MOST_PASSWORDS)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Go on with the next step; nobody is signed in yet."""
        user = form.get_user()
        return steps.begin(self.request, user, user.backend, self.get_success_url())


class AccountsSite(AdminSite):
    """Django's admin, for accounts that have shown all that is asked of them."""

    def has_permission(self, request):
        """Let nobody in who must show a second factor and has not; signing out is free."""
        if not super().has_permission(request):
            return False
        return not second_factor.lacking(request.user) or request.path == reverse("admin:logout", current_app=self.name)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """Ask for name and password, as the stock site does, and then for what else is needed."""
        index = reverse("admin:index", current_app=self.name)
        if request.method == "GET":
            if self.has_permission(request):
                return HttpResponseRedirect(index)
            if super().has_permission(request):
                # Signed in before a second factor was asked for: the password has been given.
                after = SignInView(request=request).get_redirect_url() or index
                return steps.begin(request, request.user, request.session[BACKEND_SESSION_KEY], after)
        # The stock site imports it late too: it needs the models.
        from django.contrib.admin.forms import AdminAuthenticationForm

        context = {
            **self.each_context(request),
            "title": "Log in",
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = index
        request.current_app = self.name
        view = SignInView.as_view(
            extra_context=context,
            authentication_form=self.login_form or AdminAuthenticationForm,
            template_name=self.login_template or "admin/login.html",
            next_page=index,
        )
        return view(request)

    def get_urls(self):
        """Add the steps of signing in, and an account's own pages."""

        def step(view):
            # Whose turn it is, the page asks itself.
            return never_cache(partial(view, site=self))

        def own(view):
            return self.admin_view(partial(view, site=self))

        return [
            path("login/password/", step(pages.new_password), name="new_password"),
            path("login/code/", step(pages.code), name="code"),
            path("account/", own(pages.account), name="account"),
            path("account/second-factor/", step(pages.set_up), name="second_factor"),
            path("account/second-factor/qr.svg", step(pages.qr_code), name="second_factor_qr"),
            path("account/second-factor/change/", own(pages.change_second_factor), name="second_factor_change"),
            path("account/sessions/end/", own(pages.end_sessions), name="sessions_end"),
            path("account/sessions/<int:pk>/end/", own(pages.end_session), name="session_end"),
            path("account/tokens/", own(token_pages.tokens), name="tokens"),
            path("account/tokens/<int:pk>/revoke/", own(token_pages.revoke_token), name="token_revoke"),
            *super().get_urls(),
        ]
