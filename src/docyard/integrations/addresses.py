"""Which addresses the server may call when a user names the receiver."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from docyard.errors import Invalid

# Where clouds tell machines their own secrets, beside the link-local addresses.
_METADATA = frozenset(map(ip_address, ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")))

# IPv6 addresses that a gateway turns into the IPv4 address in their last 32 bits (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressForbidden(Invalid):
    """The server does not call this address on a user's behalf."""

    code = "address_forbidden"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Looks names up.

    Attributes:
        private: whether addresses of private networks and of this machine are allowed.
        setting: by which the server's owner decides that.
    """

    private: bool
    setting: str

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a name, or an address itself, that may be called.

        Raises:
            AddressForbidden: There are addresses, and none of them may.
            OSError: The name has none.
        """
        return self._allowed(
            host, await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )

    def check(self, host: str) -> None:
        """Refuse a name, or an address itself, that must not be called now; a name without one passes.

        Raises:
            AddressForbidden: There are addresses, and none of them may.
        """
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        self._allowed(host, found)

    def _allowed(self, host: str, found: Sequence[tuple[Any, ...]]) -> Sequence[str]:
        addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
        allowed = [address for address in addresses if self._may_call(address)]
        if not allowed:
            raise AddressForbidden(
                f"{host!r} is at an address that this server does not call. Its owner decides "
                f"with the setting {self.setting!r}; link-local addresses are never called."
            )
        return allowed

    def _may_call(self, address: str) -> bool:
        parsed = _unwrap(address)
        return not is_never_called(parsed) and (self.private or parsed.is_global)


def refuse_literal(host: str) -> None:
    """Refuse a host that is written as an address which is never called.

    Raises:
        AddressForbidden: It is one.
    """
    try:
        address = _unwrap(host)
    except ValueError:
        return
    if is_never_called(address):
        raise AddressForbidden(f"{host!r} is an address that this server never calls.")


def is_never_called(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether nothing that a user may name lies there: link-local, multicast and the like."""
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or (address.is_reserved and address.version == 4)
        or address in _METADATA
    )


def _unwrap(address: str) -> IPv4Address | IPv6Address:
    """Return the address that is meant, which IPv6 may have an IPv4 one wrapped in."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv4Address):
        return parsed
    if parsed in _NAT64:
        return IPv4Address(int(parsed) & 0xFFFF_FFFF)
    return parsed.ipv4_mapped or parsed.sixtofour or parsed
