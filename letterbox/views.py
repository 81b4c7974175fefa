"""Suggest a correction: a form, and thanks. Public: it reads the record and puts letters in, no more."""

import uuid
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from letterbox.forms import SuggestionForm, opened_now
from letterbox.posting import PER_CLIENT, BoxFull, client_of, post
from publication.kinds import path_of
from publication.languages import local
from publication.listing import check_parameters, moment_of
from publication.models import Face
from publication.pages import RecordPage
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import name_of
from publication.templatetags.chancery import with_query

PARAMETERS = ("about", "as_of", "known_at")
# A form with every field at its longest, in four bytes a character, is smaller.
LARGEST = 64 * 1024


def subject_of(request: HttpRequest, moment: Moment) -> Face | None:
    """The public entry that `about` names by permanent id; None without `about`. Raises BadParameter."""
    text = request.GET.get("about", "").strip()
    if not text:
        return None
    try:
        public_id = uuid.UUID(text)
    except ValueError as error:
        raise BadParameter(
            "about",
            _("'%(value)s' is not a permanent id. Leave it out to write of the site.") % {"value": text[:40]},
        ) from error
    face = Face.objects.at(moment.seq).filter(public_id=public_id, state=Face.State.PUBLIC).defer("document").first()
    if face is None:
        said = _("no public entry has this id at this moment. Leave it out to write of the site.")
        raise BadParameter("about", said)
    return face


class Suggest(RecordPage):
    """The form, on one entry or on the site as a whole."""

    http_method_names = ["get", "head", "options", "post"]
    of_the_record = False

    def get(self, request):
        """Answer the empty form."""
        check_parameters(request, PARAMETERS)
        moment = moment_of(request)
        return self.form_page(SuggestionForm(), subject_of(request, moment), moment)

    def post(self, request):
        """Store the letter and lead to the thanks, or show the form again with what is wrong and all that was typed."""
        check_parameters(request, PARAMETERS)
        moment = moment_of(request)
        about = subject_of(request, moment)
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            raise BadParameter("text", _("is longer than 4,000 characters. Go back and shorten it."))
        form = SuggestionForm(request.POST)
        thanks = HttpResponseRedirect(
            with_query(local("/suggest/thanks/"), f"about={about.public_id}" if about else ""), status=303
        )
        if form.trapped:
            # Whoever filled that in learns nothing from the answer.
            return thanks
        if not form.is_valid():
            return self.form_page(form, about, moment, status=422)
        data = {name: form.cleaned_data[name] for name in ("text", "source", "contact")}
        try:
            post(about, moment.seq, **data, client=client_of(request, datetime.now(UTC)))
        except BoxFull:
            form.add_error(
                None,
                _(
                    "Too many suggestions came within the hour (at most %(most)s from one place). "
                    "Keep your text and send it later."
                )
                % {"most": PER_CLIENT},
            )
            response = self.form_page(form, about, moment, status=429)
            response["Retry-After"] = "3600"
            return response
        return thanks

    def form_page(self, form: SuggestionForm, about: Face | None, moment: Moment, status: int = 200) -> HttpResponse:
        """The page with the form."""
        response = self.page("suggest/form.html", moment, {**_context(about), "form": form, "opened": opened_now()})
        response.status_code = status
        return response


class Thanks(RecordPage):
    """What happens next."""

    def get(self, request):
        """Answer the page that follows a suggestion."""
        check_parameters(request, PARAMETERS)
        moment = moment_of(request)
        return self.page(
            "suggest/thanks.html", moment, {**_context(subject_of(request, moment)), "title": _("Thank you")}
        )


def _context(about: Face | None) -> dict:
    context = {"title": _("Suggest a correction"), "unlisted": True, "about": None}
    if about:
        context["about"] = {**name_of(about), "url": path_of(about.kind, about.slug)}
        context["clock_keep"] = [("about", str(about.public_id))]
    return context
