"""The entry point for WSGI servers."""

from config.start import read_settings, refuse

read_settings()

from django.conf import settings  # noqa: E402 -- only once they are known to be readable
from django.core.wsgi import get_wsgi_application  # noqa: E402 -- only once they are known to be readable

if not settings.LOCAL and not (settings.STATIC_ROOT / "staticfiles.json").exists():
    # Without the list of collected files every page would answer 500.
    refuse("the style sheets and scripts are not collected. Run `python manage.py collectstatic` first.")

django = get_wsgi_application()

from operation.logs import log_kept  # noqa: E402 -- only once the apps are there
from publication.serving.kept import Kept  # noqa: E402 -- the same

application = Kept(django, settings.KEPT_BYTES, log_kept)
