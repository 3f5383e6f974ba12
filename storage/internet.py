"""Which addresses belong to the public internet. Pure; shared by all that call other machines."""

import ipaddress


def is_ip(host: str) -> bool:
    """Whether the host is an IP address in any notation a resolver would take (dotted, decimal, hexadecimal, IPv6)."""
    bare = host.strip("[]")
    try:
        ipaddress.ip_address(bare.split("%")[0])
    except ValueError:
        labels = bare.rstrip(".").split(".")
        return all(label.isdigit() or label.lower().startswith("0x") for label in labels if label) and bool(bare)
    return True


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, not private, loopback, link-local, CGNAT or reserved."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    embedded = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if embedded is not None:
        return is_public(str(embedded))
    if isinstance(ip, ipaddress.IPv6Address) and ip in ipaddress.ip_network("64:ff9b::/96"):
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
