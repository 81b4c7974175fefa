"""Telling clients apart, for limits."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(request: HttpRequest) -> Network | None:
    """Return the address of who asks, as a network; None where that cannot be told.

    A loopback address is the proxy's, which hides who asks. Behind a proxy that names the client, set
    TRUST_X_FORWARDED_FOR. IPv6 addresses count by their /64, which one client has to itself.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_X_FORWARDED_FOR:
        text = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if address.is_loopback:
        return None
    return ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False)
