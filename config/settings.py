"""Settings, read from the environment.

Chancery runs in one of two modes. `production` is the default and refuses to start on unsafe settings.
`local` (CHANCERY_MODE=local, which the Makefile sets) is for one person on one machine: it makes its own
secret, answers on loopback names only and needs nothing else.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config.loggers import loggers

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = env.text("CHANCERY_MODE", "production")
if MODE not in {"production", "local"}:
    raise ImproperlyConfigured(f"CHANCERY_MODE is '{MODE}'. Set it to 'production' or 'local'.")
LOCAL = MODE == "local"
# The place for everything that is made at run time: database, secret of the local mode, collected files.
VAR_DIR = env.folder("CHANCERY_VAR", BASE_DIR / "var")

DEBUG = env.flag("CHANCERY_DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY")
if LOCAL and not SECRET_KEY:
    SECRET_KEY = env.kept_secret(env.made(VAR_DIR, "CHANCERY_VAR") / "local-secret")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

if not LOCAL:
    if DEBUG:
        raise ImproperlyConfigured(
            "CHANCERY_DEBUG must be off in production. For work on one machine set CHANCERY_MODE=local."
        )
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing, too short or a sample. Set it to at least 50 random characters, for example "
            "from: python -c 'import secrets; print(secrets.token_urlsafe(64))'. "
            "For work on one machine set CHANCERY_MODE=local."
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the site's hosts, for example ALLOWED_HOSTS=chancery.example.org."
        )

INSTALLED_APPS = [
    "desk.adminconfig.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "publication",
    "letterbox",
    "accounts",
    "desk",
    "sources",
    "relations",
    "events",
    "operation",
]

MIDDLEWARE = [
    "operation.logs.RequestLog",
    "operation.metrics.metrics_middleware",
    "operation.reporting.trace_middleware",
    "operation.headers.headers_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "publication.languages.language_middleware",
    "desk.importing.limits.limit_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "publication.serving.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.acting.acting_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "publication.replicas.serving.ReadAgain",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            # Every template has words to translate.
            "builtins": ["django.templatetags.i18n"],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "chancery.sqlite3")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # IMMEDIATE takes the write lock at BEGIN, so that two writers wait in line instead of failing at
        # their first write. Public reads open no transaction and never wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # Deleted bytes are overwritten, as Debian's library does by itself: what was redacted leaves no trace in the
        # file, nor in a backup of it.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA busy_timeout=30000; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; "
            "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
        ),
    }
    # A thread keeps its connection, and with it the pages of the file that it has read.
    _database["CONN_MAX_AGE"] = None
    # Tests use a file, as the site does: an in-memory database has neither WAL nor a second process.
    _database["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    _database["CONN_MAX_AGE"] = None
    _database["CONN_HEALTH_CHECKS"] = True
# Copies of the primary that public reads may use, and the seconds that one may be behind.
DATABASES |= env.replicas("DATABASE_REPLICAS", _database)
REPLICA_LAG = env.number("CHANCERY_REPLICA_LAG", 5)
DATABASE_ROUTERS = ["publication.reading.database.RecordRouter"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.EndsOtherSessions"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# The desk's history is read by entry, through the indexes that `desk.models.history` leaves.
SIMPLE_HISTORY_DATE_INDEX = False

# Who must have a second factor, besides superusers. Anybody may.
SECOND_FACTOR_REQUIRED = env.flag("CHANCERY_SECOND_FACTOR", not LOCAL)
SECOND_FACTOR_GROUPS = ("Editors", "Administrators")
# The site's name in an app that shows codes.
OTP_TOTP_ISSUER = "Chancery"
# A code that was typed late says nothing about the phone's clock: its neighbours are taken, and no drift is learned.
OTP_TOTP_SYNC = False

# Five wrong passwords or codes for an account from one address lock it for that address.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.locks.lock_name"
AXES_CLIENT_IP_CALLABLE = "accounts.clients.lock_address"
AXES_LOCKOUT_CALLABLE = "accounts.locks.locked_response"
# The audit log says who signed in. What is typed into a form is kept nowhere.
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# What a token may be used for, as far as its account may, and the days until it expires: at most, and usually.
TOKEN_SCOPES = {
    "read": "read the desk, drafts too",
    "draft": "begin, change and delete drafts",
    "submit": "send entries to review",
    "publish": "publish and withdraw entries",
}
TOKEN_MOST_DAYS, TOKEN_USUAL_DAYS = 365, 90

# The language of the record and of the plain addresses; pages in the others stand below /CODE/.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Russian")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The local mode serves files from where they are written, so that nothing has to be collected.
STATIC_ROOT = None if LOCAL else VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = LOCAL and DEBUG
# Style sheets, scripts and fonts are for this site's pages (`operation.headers`).
WHITENOISE_ALLOW_ALL_ORIGINS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if not LOCAL:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    # Whoever watches the process asks it directly, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if env.flag("TRUST_X_FORWARDED_PROTO", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Whether the proxy before the site appends the client's address to X-Forwarded-For, for the limits of the letterbox
# and the locks of accounts.
TRUST_X_FORWARDED_FOR = env.flag("TRUST_X_FORWARDED_FOR", False)

# Requests for the API that one client may send within a minute; 0 for no limit.
API_RATE = env.number("CHANCERY_API_RATE", 1200)
# Drawings as PNG that are made for one client within a minute; 0 for no limit.
DRAWING_RATE = env.number("CHANCERY_DRAWING_RATE", 30)

# Memory for answers that a process keeps while the record stands still; 0 to keep none.
KEPT_BYTES = 0 if DEBUG else env.number("CHANCERY_KEPT_MB", 32) * 1024 * 1024

# Whoever sends this word may read /metrics; without one nothing is counted.
METRICS_TOKEN = env.word("CHANCERY_METRICS_TOKEN", 32)
# Where errors and times are sent (`operation.reporting`); the libraries for that are the operator's to install.
SENTRY_DSN = env.served("SENTRY_DSN")
OTEL_ENDPOINT = env.served("OTEL_EXPORTER_OTLP_ENDPOINT")

# A desk form with many claims passes Django's default of 1,000 fields; the body limit still bounds it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# The largest request that is read at all, files included; tables for an import are the largest.
UPLOAD_LIMIT = env.number("CHANCERY_UPLOAD_MB", 32) * 1024 * 1024
IMPORT_DIR = VAR_DIR / "imports"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "publication.problems.handle",
    "UNAUTHENTICATED_USER": None,
}

LOGGING = loggers(LOCAL)

# Whoever changed an entry last may not publish it: somebody else reads it first. The operator's commands are free.
SECOND_READER = env.flag("CHANCERY_SECOND_READER", True)

# The actor whose relations the home page shows, by slug. Nothing else in the code knows a country's name.
FOCUS_ACTOR = env.text("CHANCERY_FOCUS", "russia")
COLLECTION_DIR = env.folder("CHANCERY_COLLECTION", BASE_DIR / "data")
# A claim that lasts 'until now' is listed at the desk once all its sources are more than this many years old.
STALE_YEARS = env.number("CHANCERY_STALE_YEARS", 5)
# Where `manage.py release` writes and `/releases/` reads.
RELEASES_DIR = env.folder("CHANCERY_RELEASES", VAR_DIR / "releases")
