"""Telling clients apart, for limits."""

import ipaddress
from collections.abc import Mapping

from django.conf import settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(meta: Mapping) -> Network | None:
    """Return the address of who asks, as a network; None where that cannot be told. `meta` is a request's META.

    A loopback address is the proxy's, which hides who asks. Behind a proxy that names the client, set
    TRUST_X_FORWARDED_FOR. IPv6 addresses count by their /64, which one client has to itself.
    """
    text = meta.get("REMOTE_ADDR", "")
    if settings.TRUST_X_FORWARDED_FOR:
        text = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A server that listens for both families names IPv4 clients so; one /64 would hold all of them.
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return None
    return ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False)
