"""The usual way: ModelViewSets of Django REST framework over the desk's models, and a plain Django template."""

from django.db.models import Q
from django.http import HttpResponse
from django.template import Context, Template
from django.urls import include, path
from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ModelViewSet

from bench.wanted import HUB, ROWS
from desk.models import Claim, Entry
from events.models import Event, Occurrence
from relations.models import Country
from sources.models import Citation

_TEMPLATE = Template("""<!doctype html><html lang=en><title>{{ country.title }}</title><h1>{{ country.title }}</h1><ol>
{% for claim in claims %}<li><time>{{ claim.start }}</time> <a href="/events/{{ claim.owner.slug }}/">{{
claim.owner }}</a>
<p>{{ claim.text }}</p>
{% for citation in claim.citations.all %}<cite><a href="/sources/{{ citation.source.slug }}/">{{
citation.source.title }}</a>, {{ citation.locator }}</cite>{% endfor %}</li>{% endfor %}</ol></html>""")
_NAME = ["public_id", "kind", "slug", "title"]
_CLAIMS = ("claims__citations__source", "claims__participation__actor", "claims__occurrence", "claims__existence")


class NameSerializer(serializers.ModelSerializer):
    """How another entry is named."""

    class Meta:
        model = Entry
        fields = _NAME


class CitationSerializer(serializers.ModelSerializer):
    """A citation with its source."""

    source = NameSerializer()

    class Meta:
        model = Citation
        fields = ["locator", "quotation", "note", "source"]


class ClaimSerializer(serializers.ModelSerializer):
    """A claim with what its leaf adds."""

    role = serializers.CharField(source="participation.role", default=None)
    subject = NameSerializer(source="participation.actor", default=None)
    place = serializers.CharField(source="occurrence.place", default=None)
    status = serializers.CharField(source="existence.status", default=None)
    citations = CitationSerializer(many=True)

    class Meta:
        model = Claim
        fields = ["public_id", "start", "end", "certainty", "standing", "text", "note", "role", "subject", "place"]
        fields += ["status", "citations"]


class EventSerializer(serializers.ModelSerializer):
    """An event with its claims."""

    claims = ClaimSerializer(many=True)

    class Meta:
        model = Event
        fields = [*_NAME, "summary", "type", "status", "claims"]


class CountrySerializer(serializers.ModelSerializer):
    """A country with its claims."""

    claims = ClaimSerializer(many=True)

    class Meta:
        model = Country
        fields = [*_NAME, "summary", "capital", "region", "claims"]


class HitSerializer(serializers.ModelSerializer):
    """An entry that was found."""

    class Meta:
        model = Entry
        fields = [*_NAME, "summary"]


class Pages(LimitOffsetPagination):
    """Pages by limit and offset, with a count."""

    default_limit = 100


class Events(ModelViewSet):
    """Events by country and days."""

    serializer_class = EventSerializer
    pagination_class = Pages

    def get_queryset(self):
        """The events that are asked for, with all that is printed of them."""
        asked = self.request.query_params
        chosen = Occurrence.objects.filter(
            owner__claims__participation__actor__slug=asked["actor"],
            start_latest__gte=asked["date_after"],
            start_earliest__lte=asked["date_before"],
        )
        rows = Event.objects.filter(state="published", claims__occurrence__in=chosen).distinct()
        return rows.order_by("claims__start_earliest", "pk").prefetch_related(*_CLAIMS)


class Countries(ModelViewSet):
    """Countries by slug."""

    queryset = Country.objects.filter(state="published").prefetch_related(*_CLAIMS)
    serializer_class = CountrySerializer
    lookup_field = "slug"


class Search(ModelViewSet):
    """Entries that hold a word."""

    serializer_class = HitSerializer
    pagination_class = Pages

    def get_queryset(self):
        """LIKE on title and summary."""
        word = self.request.query_params["q"]
        found = Entry.objects.filter(Q(title__icontains=word) | Q(summary__icontains=word), state="published")
        return found.order_by("title", "pk")


def timeline(request):
    """A country's events as HTML."""
    claims = Occurrence.objects.filter(owner__state="published", owner__claims__participation__actor__slug=HUB)
    claims = claims.select_related("owner").prefetch_related("citations__source").distinct()
    content = {"country": Country.objects.get(slug=HUB), "claims": claims.order_by("start_earliest", "pk")[:ROWS]}
    return HttpResponse(_TEMPLATE.render(Context(content)))


router = DefaultRouter()
router.register("events", Events, "event")
router.register("countries", Countries, "country")
router.register("search", Search, "search")
urlpatterns = [path("api/v1/", include(router.urls)), path("timeline/", timeline)]
