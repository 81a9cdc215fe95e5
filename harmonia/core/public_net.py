"""Where the public net ends. What somebody else named may lead us there, and never to a door of our own house."""

import ipaddress
import socket
from collections.abc import Iterable

NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether the IP address lies in the public net, and not behind another written into it."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner or ip in NAT64:
            return False
    return ip.is_global and not ip.is_multicast


def is_within(address: str, networks: Iterable[str]) -> bool:
    """In a network that the operator named himself."""
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(each) for each in networks)


def addresses_of(host: str, port: int) -> list[str]:
    """All that the name leads to, as the machine's resolver has it now. Raises OSError."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
