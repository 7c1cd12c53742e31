"""Which addresses a collector may connect to: public ones, and those that the operator named.

A list of sources, or a server that redirects, must not lead the collector to machines that only its
own network can reach (server-side request forgery). The special ranges are those of the IANA
registries (RFC 6890 and what followed), as Python's `ipaddress` knows them; addresses that hold
another one inside are as public as that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from gouji.web import Look, WebError

Network = IPv4Network | IPv6Network

# Older versions of `ipaddress` do not know all of them.
_SPECIAL = tuple(ip_network(n) for n in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48"))
_TRANSLATED = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")
_LAST_32 = 0xFFFF_FFFF


def is_public(text: str) -> bool:
    """Whether an address is one that anybody on the Internet could reach."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _is_public(address) and all(_is_public(inner) for inner in _inside(address))


def only_public(allowed: Sequence[Network] = ()) -> Look:
    """A look at the addresses of a host that refuses it if one of them is not public.

    Args:
        allowed: networks that may be connected to all the same.
    """

    def look(host: str, addresses: Sequence[str]) -> Sequence[str]:
        for text in addresses:
            if not is_public(text) and not _is_in(text, allowed):
                raise WebError("forbidden_address", f"{host} = {text}" if host != text else text)
        return addresses

    return look


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if any(True for _ in _inside(address)):
        return True  # judged by what is inside
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_link_local
        or _is_in(str(address), _SPECIAL)
        or (isinstance(address, IPv6Address) and address.is_site_local)
    )


def _inside(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """The addresses that an IPv6 address stands for or leads through."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _TRANSLATED or address in _COMPATIBLE:
        yield IPv4Address(int(address) & _LAST_32)


def _is_in(text: str, networks: Sequence[Network]) -> bool:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return any(address in network for network in networks if network.version == address.version)
