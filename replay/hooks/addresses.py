"""To which addresses events may be brought, and that a name is not made to lead elsewhere meanwhile.

Only https, or http to this machine. A receiver in the house's own network has to be registered as one; an
address of the link, of a group or of nobody is never taken. A name is resolved when something is sent, every
address that it has is looked at, and the connection goes to the one that was looked at.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from ledger.errors import CommandError
from replay.hooks.problems import BAD_ADDRESS

_LONGEST: Final = 2000
_PORTS: Final = {"https": 443, "http": 80}
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class Address(NamedTuple):
    """Where events are brought.

    Attributes:
        scheme: `https` or `http`.
        host: A name or an IP address.
        port: The port.
        target: Path and query.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """The value of the header `Host`."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def address_of(url: str) -> Address:
    """Return an address out of a URL.

    Raises:
        CommandError: It is none that may be registered, wherever its name leads.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CommandError(BAD_ADDRESS, given=url, detail=str(error)) from error
    detail = _fault(url, parts.scheme, parts.hostname, userinfo=parts.username is not None)
    if detail or parts.hostname is None:
        raise CommandError(BAD_ADDRESS, given=url, detail=detail)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], target)


def _fault(url: str, scheme: str, host: str | None, *, userinfo: bool) -> str:
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return "too long, or not ASCII"
    if scheme not in _PORTS or not host:
        return "no https"
    return "a name or a password in it" if userinfo else ""


def reached(address: Address, *, inside: bool) -> str:
    """Return the IP address to connect to; looked at now, so that the name cannot lead elsewhere.

    Args:
        address: Where to.
        inside: Whether it may lie in the house's own network.

    Raises:
        CommandError: One of its addresses is not allowed.
        OSError: The name cannot be resolved.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    ips = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for ip in ips:
        if detail := _refused(_plain(ip), address.scheme, inside=inside):
            raise CommandError(BAD_ADDRESS, given=f"{address.scheme}://{address.netloc}", detail=detail)
    return str(ips[0])


def _plain(ip: Ip) -> Ip:
    """Return the IPv4 address that an IPv6 address carries, else the address itself."""
    return (getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)) or ip


def _refused(ip: Ip, scheme: str, *, inside: bool) -> str:
    """Return why an address is not allowed; empty where it is."""
    if ip.is_loopback:
        return ""
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or (ip.is_reserved and not ip.is_private):
        return f"{ip} is no machine of the network"
    if scheme != "https":
        return f"http to {ip}, not to this machine"
    return "" if inside or ip.is_global else f"{ip} is inside"
