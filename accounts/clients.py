"""Who asks: an address and a device, both short enough to be shown in a list."""

import ipaddress
import re

from django.http import HttpRequest

from publication.serving.client import network_of

# The first that is found in a user agent is meant: many browsers also name those that they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def address_of(request: HttpRequest | None) -> str:
    """Return who asks as text: an IPv4 address, the /64 network of an IPv6 address, or '' where it cannot be told."""
    network = network_of(request.META) if request is not None else None
    if network is None:
        return ""
    return str(network.network_address) if network.version == 4 else str(network)


def lock_address(request: HttpRequest) -> str:
    """Return what a lock counts by: the address of who asks; one and the same for all who cannot be told apart."""
    network = network_of(request.META)
    return str(network.network_address) if network else str(ipaddress.IPv4Address(0))


def device_of(request: HttpRequest) -> str:
    """Return the browser and the system that a request names, 'Firefox 142 on Linux', in up to 60 characters."""
    agent = request.headers.get("User-Agent", "")
    browser = ""
    for token, name in BROWSERS:
        if found := re.search(rf"{token}\w*/(\d+)", agent):
            browser = f"{name} {found[1]}"
            break
    system = next((name for token, name in SYSTEMS if token in agent), "")
    if browser:
        return f"{browser} on {system}" if system else browser
    return re.sub(r"[^\x20-\x7e]+", " ", agent).strip()[:60] or "unknown device"
