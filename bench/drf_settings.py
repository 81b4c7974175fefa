"""The site's settings with other addresses: what Django REST framework and Django's templates do if left alone."""

from config.settings import *  # noqa: F403 -- whatever is not set below is the site's own

ROOT_URLCONF = "bench.drf"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"], "UNAUTHENTICATED_USER": None}
WSGI_APPLICATION = None
