"""Which loggers say what, and how: a line of JSON each in production (`operation.logs`), plain text locally."""


def loggers(local: bool) -> dict:
    """Return what `logging.config.dictConfig` takes."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": "operation.logs.Line"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain" if local else "json"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # Django answers HEAD like GET and leaves it to the server to drop the body; gunicorn would warn each time.
            "gunicorn.http.wsgi": {"level": "ERROR"},
            # The audit log of accounts says it better.
            "axes": {"level": "ERROR"},
            "chancery.requests": {"level": "WARNING" if local else "INFO"},
            # What RequestLog says of each request, this would say again of the refused ones.
            "django.request": {"level": "ERROR"},
        },
    }
