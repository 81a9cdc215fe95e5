"""The key by which push services know us (RFC 8292): a number of the curve P-256, in base64url."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec


def new_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def fault(key: str) -> str:
    """What is wrong with it, or nothing."""
    try:
        plain = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
        ec.derive_private_key(int.from_bytes(plain, "big"), ec.SECP256R1())
    except ValueError:
        return "is no key of the curve P-256 in base64url; make one with `harmonia push-key`"
    return "" if len(plain) == 32 else "is not 32 bytes long; make one with `harmonia push-key`"
