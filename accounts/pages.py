"""The steps of signing in after the password, and an account's own page."""

from io import BytesIO

import django_otp
import segno
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import audit, locks, second_factor, sessions, steps
from accounts.forms import CodeForm, OwnPasswordForm, SetUpForm
from accounts.models import HandedPassword, SignIn

WRONG = "This code is not right, or was used already. Wait for the next one and type that."


def page(request: HttpRequest, site, template: str, title: str, **context) -> TemplateResponse:
    """Return one of the pages of signing in, or of an account, within the admin's frame."""
    request.current_app = site.name
    found = {**site.each_context(request), "title": title, **context}
    if not found["has_permission"]:
        found["is_nav_sidebar_enabled"] = False
    return TemplateResponse(request, f"admin/{template}.html", found)


def _begin_again(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(reverse("admin:index"), reverse("admin:login"))


@sensitive_post_parameters()
def new_password(request: HttpRequest, site) -> HttpResponse:
    """Second step of an account whose password was handed over: choose another."""
    user = steps.waiting(request)
    if user is None:
        return _begin_again(request)
    if not HandedPassword.objects.filter(user=user).exists():
        return steps.go_on(request, user)
    form = OwnPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        HandedPassword.objects.filter(user=user).delete()
        return steps.password_chosen(request, user)
    return page(request, site, "new_password", "Choose your password", form=form, who=user)


@sensitive_post_parameters()
def code(request: HttpRequest, site) -> HttpResponse:
    """Last step of an account with a second factor: a code."""
    user = steps.waiting(request)
    if user is None:
        return _begin_again(request)
    if HandedPassword.objects.filter(user=user).exists() or second_factor.of(user) is None:
        return steps.go_on(request, user)
    name = user.get_username()
    if locks.is_locked(request, name):
        return locks.locked_response(request, credentials={"username": name})
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = second_factor.verify(user, form.cleaned_data["code"])
        except second_factor.Wait as wait:
            form.add_error("code", waiting_words(wait.seconds))
        else:
            if device is not None:
                return HttpResponseRedirect(steps.finish(request, user, device))
            # Counted like a wrong password; the middleware of django-axes answers once there were too many.
            user_login_failed.send(__name__, credentials={"username": name, "step": "code"}, request=request)
            form.add_error("code", WRONG)
    return page(request, site, "code", "Your second factor", form=form, who=user)


def waiting_words(seconds: int) -> str:
    """Say how long a code is not looked at, after wrong ones."""
    if seconds < 120:
        return f"After a wrong code, the next is looked at only after a while: {seconds} s from now."
    return (
        f"After so many wrong codes, the next is looked at in {seconds // 60} minutes only. "
        "Whoever runs this site can reset your second factor."
    )


def _setting_up(request: HttpRequest, site):
    """Return who sets a second factor up: the signed-in account, or the one whose next step that is; else None."""
    if site.has_permission(request):
        return request.user
    user = steps.waiting(request)
    return user if user is not None and steps.may_set_up(user) else None


@sensitive_post_parameters()
def set_up(request: HttpRequest, site) -> HttpResponse:
    """Show a key to scan or type, ask for the app's first code, then show the recovery codes, this once."""
    user = _setting_up(request, site)
    if user is None:
        return _begin_again(request)
    if second_factor.of(user):
        return HttpResponseRedirect(reverse("admin:account"))
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = second_factor.set_up(request.session, user, form.cleaned_data["code"])
        if made is not None:
            device, codes = made
            signing_in = not site.has_permission(request)
            after = steps.finish(request, user, device) if signing_in else reverse("admin:account")
            if not signing_in:
                django_otp.login(request, device)
            return page(request, site, "recovery_codes", "Your recovery codes", codes=codes, after=after)
        form.add_error(
            "code", "This is not the app's code. Check that its clock is right, and type the code that it shows now."
        )
    return page(
        request,
        site,
        "second_factor",
        "Set up your second factor",
        form=form,
        who=user,
        letters=second_factor.in_letters(second_factor.offered(request.session, user)),
        required=second_factor.required(user),
    )


@require_safe
def qr_code(request: HttpRequest, site) -> HttpResponse:
    """The offered key as a QR code, for whom it is offered to alone; nobody may store it."""
    user = _setting_up(request, site)
    if user is None or second_factor.of(user):
        raise Http404
    image = BytesIO()
    address = second_factor.offered(request.session, user).config_url
    # Dark on white in either theme: not every camera reads the other way round.
    segno.make(address, micro=False).save(image, kind="svg", scale=5, light="white", svgclass=None, lineclass=None)
    response = HttpResponse(image.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


def account(request: HttpRequest, site, form: CodeForm | None = None) -> HttpResponse:
    """An account's own page: second factor, password, and where it is signed in."""
    user = request.user
    return page(
        request,
        site,
        "account",
        "Your account",
        factor=second_factor.of(user),
        codes_left=second_factor.codes_left(user),
        required=second_factor.required(user),
        form=form or CodeForm(),
        sign_ins=list(sessions.of(user)),
        here=request.session.session_key,
        tokens=request.user.tokens.working().count(),
    )


@sensitive_post_parameters()
def change_second_factor(request: HttpRequest, site) -> HttpResponse:
    """Make new recovery codes, or remove the second factor, for whoever gives a code of it."""
    if request.method != "POST" or second_factor.of(request.user) is None:
        return HttpResponseRedirect(reverse("admin:account"))
    wanted = request.POST.get("do")
    form = CodeForm(request.POST)
    if wanted not in ("codes", "remove"):
        form.add_error(None, f"'{wanted}' cannot be done. What can be done is 'codes' and 'remove'.")
    elif wanted == "remove" and second_factor.required(request.user):
        form.add_error(None, "Your account must have a second factor. Whoever runs this site can reset it.")
    if form.is_valid():
        try:
            device = second_factor.verify(request.user, form.cleaned_data["code"])
        except second_factor.Wait as wait:
            form.add_error("code", waiting_words(wait.seconds))
        else:
            if device is None:
                audit.record(audit.What.REFUSED, request.user, detail="wrong code on the account's page")
                form.add_error("code", WRONG)
            elif wanted == "codes":
                codes = second_factor.new_codes(request.user)
                after = reverse("admin:account")
                return page(request, site, "recovery_codes", "Your recovery codes", codes=codes, after=after)
            else:
                second_factor.remove(request.user)
                messages.success(request, "Your second factor is removed. Your password alone signs you in now.")
                return HttpResponseRedirect(reverse("admin:account"))
    return account(request, site, form)


@require_POST
def end_session(request: HttpRequest, site, pk: int) -> HttpResponse:
    """End one of the account's own sessions."""
    sign_in = SignIn.objects.filter(user=request.user, pk=pk).select_related("session").first()
    if sign_in is None:
        messages.warning(request, "That session has ended already.")
    else:
        audit.record(audit.What.ENDED, request.user, detail=sign_in.device)
        sessions.end(sign_in)
        messages.success(request, f"Signed out on {sign_in.device}.")
    return HttpResponseRedirect(reverse("admin:account"))


@require_POST
def end_sessions(request: HttpRequest, site) -> HttpResponse:
    """Sign the account out everywhere, here too."""
    ended = sessions.end_all(request.user, keep=request.session.session_key) + 1
    audit.record(audit.What.ENDED, request.user, detail=f"all of them: {ended}")
    logout(request)
    messages.success(request, f"You are signed out everywhere. Sessions ended: {ended}.")
    return HttpResponseRedirect(reverse("admin:login"))
