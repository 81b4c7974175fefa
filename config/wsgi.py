"""The entry point for WSGI servers."""

from config.start import check_collected, read_settings

read_settings()
check_collected()

from django.conf import settings  # noqa: E402 -- only once they are known to be readable
from django.core.wsgi import get_wsgi_application  # noqa: E402 -- only once they are known to be readable

django = get_wsgi_application()

from operation.logs import log_kept  # noqa: E402 -- only once the apps are there
from operation.metrics import counting  # noqa: E402 -- the same
from publication.replicas.asking import CHOICE  # noqa: E402 -- the same
from publication.replicas.serving import Placed  # noqa: E402 -- the same
from publication.serving.kept import Kept  # noqa: E402 -- the same

application = Kept(django, settings.KEPT_BYTES, counting(log_kept) if settings.METRICS_TOKEN else log_kept)
if CHOICE.replicas:
    application = Placed(application, CHOICE)
