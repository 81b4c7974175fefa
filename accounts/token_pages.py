"""An account's own page of tokens: what there is, one more, one less."""

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit, second_factor
from accounts import tokens as made_tokens
from accounts.forms import AssuredTokenForm, CodedTokenForm
from accounts.models import Token
from accounts.pages import WRONG, page, waiting_words
from accounts.refusal import Refused

# Of those that no longer work, the newest.
MOST_SHOWN = 100


@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest, site) -> HttpResponse:
    """List the account's tokens; make one for whoever gives a code of the second factor or, without one, the password.

    A wrong password counts as it does when signing in: so many lock the account at this address.
    """
    user = request.user
    form_class = CodedTokenForm if second_factor.of(user) else AssuredTokenForm
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_assured(request, form):
        said = form.cleaned_data
        try:
            token, text = made_tokens.make(user, said["name"], said["scopes"], said["days"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return page(request, site, "token", "Your new token", token=token, text=text)
    found = list(user.tokens.all()[:MOST_SHOWN])
    return page(request, site, "tokens", "Your tokens", form=form, tokens=found)


def _is_assured(request: HttpRequest, form) -> bool:
    """Whether who asks is more than a session: knows the password, or a code, which is used up by this."""
    user = request.user
    if "password" in form.fields:
        if authenticate(request, username=user.get_username(), password=form.cleaned_data["password"]) == user:
            return True
        form.add_error("password", "This is not your password.")
        return False
    try:
        if second_factor.verify(user, form.cleaned_data["code"]) is not None:
            return True
    except second_factor.Wait as wait:
        form.add_error("code", waiting_words(wait.seconds))
    else:
        audit.record(audit.What.REFUSED, user, detail="wrong code on the page of tokens")
        form.add_error("code", WRONG)
    return False


@require_POST
def revoke_token(request: HttpRequest, site, pk: int) -> HttpResponse:
    """Take one of the account's own tokens back."""
    token = Token.objects.filter(user=request.user, pk=pk).select_related("user").first()
    if token is None or not made_tokens.revoke(token):
        messages.warning(request, "That token does not work any more.")
    else:
        messages.success(request, f"Revoked: {token.name}. It does not work any more.")
    return HttpResponseRedirect(reverse("admin:tokens"))
