"""The API's base view: what is asked, in which format, whether the client has it already, and what goes with it."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.views import APIView

from publication.listing import check_parameters, moment_of
from publication.parameters import BadParameters
from publication.reading.moment import BadParameter, Moment
from publication.serving.compression import encoding_of
from publication.serving.formats import JSON, Format, choose
from publication.serving.links import add_usual_links
from publication.serving.sealing import ASK_AGAIN
from publication.validators import unless_known

CLOCKS = ("as_of", "known_at")


class FirstRenderer(BaseContentNegotiation):
    """Leaves negotiation to the views, which know their formats: what Django REST framework renders is JSON."""

    def select_parser(self, request, parsers):
        """The first parser that reads the media type of the body."""
        return next((parser for parser in parsers if parser.media_type == request.content_type.split(";")[0]), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        """The first renderer."""
        return renderers[0], renderers[0].media_type


class RecordView(APIView):
    """A reading view over the record at a moment. Subclasses say what `answer` is.

    `formats` are those that it offers, the usual one first. `takes` are its parameters besides `format`, or None
    where `answer` looks at them itself; `repeats` are those of them that may stand several times. `daily` says that its
    answer depends on which day it is today. Where `of_the_record` is false it depends on more than the record, and on
    more than the day.
    """

    content_negotiation_class = FirstRenderer
    formats: tuple[Format, ...] = (JSON,)
    takes: tuple[str, ...] | None = CLOCKS
    repeats: tuple[str, ...] = ()
    daily = False
    of_the_record = True

    def get(self, request: HttpRequest, **where) -> HttpResponse:
        """Answer, or say that nothing has changed."""
        self.check(request)
        moment = self.moment(request)
        variant = moment.day.isoformat(), self.format.media_type, "en", encoding_of(request), *self.edition()
        response = unless_known(
            request,
            moment,
            lambda: self.answer(request, moment, **where),
            variant=variant,
            daily=self.daily,
            lasting=self.of_the_record,
            cache_control=ASK_AGAIN if moment.known_at is None else "public, max-age=3600",
        )
        add_usual_links(request, response)
        return response

    def edition(self) -> tuple[str, ...]:
        """What else an answer depends on, besides the record and the request: nothing."""
        return ()

    def check(self, request: HttpRequest) -> None:
        """Read the format and refuse what this address does not take. Raises BadParameter, BadParameters."""
        self.format = choose(request, self.formats)
        if self.takes is not None:
            check_parameters(request, (*self.takes, "format"))
        self.check_values(request)

    def check_values(self, request: HttpRequest) -> None:
        """Refuse parameters that stand twice and values that no text can be. Raises BadParameters."""
        wrong = []
        for name, values in request.GET.lists():
            if len(values) > 1 and name not in self.repeats:
                wrong.append(BadParameter(name, "stands twice. Give it once."))
            elif any("\0" in value for value in values):
                wrong.append(BadParameter(name, "holds a character that no value has, number 0."))
            elif not all(value.strip() for value in values):
                wrong.append(BadParameter(name, "is blank. Leave it out, or give it a value."))
        if wrong:
            raise BadParameters(wrong)

    def options(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Say which methods there are."""
        return HttpResponse(status=204)

    def moment(self, request: HttpRequest) -> Moment:
        """The moment that is asked for."""
        return moment_of(request)

    def answer(self, request: HttpRequest, moment: Moment, **where) -> HttpResponse:
        """Make the answer in `self.format`."""
        raise NotImplementedError

    def respond(self, body, moment: Moment, name: str = "") -> HttpResponse:
        """Return bytes, or a stream of them, in the chosen format; a table gets the name of a file."""
        made = HttpResponse if isinstance(body, bytes) else StreamingHttpResponse
        response = made(body, content_type=self.format.content_type)
        response["X-Record-Sequence"] = str(moment.seq)
        if name:
            response["Content-Disposition"] = f'attachment; filename="{name}.{self.format.name}"'
        return response
