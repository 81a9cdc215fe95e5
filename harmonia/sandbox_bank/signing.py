"""`Sandbox-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "t." + raw body>`, on calls and on webhooks alike."""

import hashlib
import hmac

HEADER = "Sandbox-Signature"
WINDOW_SECONDS = 300


def sign(secret: str, body: bytes, seconds: int) -> str:
    mac = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={mac}"


def is_true(secret: str, body: bytes, given: str, seconds_now: int) -> bool:
    stamp = given.partition(",")[0].removeprefix("t=")
    if not stamp.isdecimal() or abs(seconds_now - int(stamp)) > WINDOW_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, body, int(stamp)).encode(), given.encode())
