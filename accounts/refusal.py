"""What the functions that change accounts and tokens raise."""


class Refused(Exception):
    """What was asked cannot be done; the message says what would be accepted."""
