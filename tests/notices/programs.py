"""Somebody else's services, each a server of its own on the loopback that speaks the real protocol and remembers."""

import hashlib
import hmac
import json
import threading
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

Answer = tuple[int, Any]


class Program:
    """Answers what `answer` says, once each, before it answers by itself. `silent`: takes the request, and hangs up."""

    def __init__(self) -> None:
        self.next: list[Answer] = []
        self.silent = 0
        self.taken: list[dict[str, Any]] = []
        program = self

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, said = program.asked(self.path, self.headers, body)
                if program.silent:
                    program.silent -= 1
                    self.close_connection = True
                    return
                raw = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def asked(self, path: str, headers: Message, body: bytes) -> Answer:
        return self.next.pop(0) if self.next else self.answer(path, headers, body)

    def answer(self, path: str, headers: Message, body: bytes) -> Answer:
        raise NotImplementedError

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Smsc(Program):
    """smsc.kz: takes the same number twice if it is given twice, as the real one does."""

    def answer(self, path: str, headers: Message, body: bytes) -> Answer:
        if path == "/rest/send/":
            asked = json.loads(body)
            if asked.get("apikey") != "key":
                return 200, {"error": "authorise error", "error_code": 2}
            self.taken.append(asked)
            return 200, {"id": asked["id"], "cnt": 1}
        if path == "/sys/status.php":
            asked = {name: found[0] for name, found in parse_qs(body.decode()).items()}
            known = [one for one in self.taken if str(one["id"]) == asked["id"] and one["phones"] == asked["phone"]]
            return 200, {"status": 0 if known else -3, "last_date": "", "last_timestamp": 0}
        return 404, b"<html>not found</html>"


class Mobizon(Program):
    """mobizon.kz: each SMS is a campaign of one message."""

    def answer(self, path: str, headers: Message, body: bytes) -> Answer:
        address, form = urlsplit(path), dict(parse_qsl(body.decode()))
        query = dict(parse_qsl(address.query))
        if (query.get("apiKey"), query.get("api"), query.get("output")) != ("key", "v1", "json"):
            return 200, {"code": 8, "data": [], "message": "Access denied"}
        if address.path == "/service/message/sendSmsMessage":
            if not form["recipient"].isdigit() or not form["recipient"].startswith("77"):
                return 200, {"code": 1, "data": {"recipient": "Wrong number"}, "message": "Validation failed"}
            self.taken.append(form)
            number = len(self.taken)
            return 200, {"code": 0, "data": {"campaignId": number, "messageId": number, "status": 2}, "message": ""}
        if address.path == "/service/campaign/list":
            found = [
                {"id": number, "name": one["params[name]"], "text": one["text"]}
                for number, one in enumerate(self.taken, 1)
                if one["recipient"] == form["criteria[recipient]"]
            ]
            return 200, {"code": 0, "data": {"items": found[::-1], "totalItemCount": len(found)}, "message": ""}
        return 200, {"code": 5, "data": [], "message": "No such method"}


class Mailgun(Program):
    """Mailgun's HTTP API: POST of a form to /v3/<domain>/messages; and the events that it signs."""

    SIGNING_KEY = "a-signing-key"

    def answer(self, path: str, headers: Message, body: bytes) -> Answer:
        if headers["Authorization"] != "Basic YXBpOmtleQ==":  # api:key
            return 401, b"Forbidden"
        if path != "/v3/harmonia.kz/messages":
            return 404, {"message": "Domain not found"}
        self.taken.append(_form(headers["Content-Type"], body))
        return 200, {"id": f"<{len(self.taken)}.20261123@harmonia.kz>", "message": "Queued. Thank you."}

    @classmethod
    def event(cls, number: str, event: str = "failed", *, token: str = "t" * 50, key: str = "", **more: Any) -> bytes:
        """Signed, as documents/webhooks says: HMAC-SHA-256 of timestamp and token."""
        stamp = str(more.pop("seconds", 1795413600))
        said = {
            "event": event,
            "timestamp": float(stamp),
            "message": {"headers": {"message-id": number.strip("<>")}},
            "recipient": more.pop("recipient", "aigerim@example.kz"),
            **more,
        }
        if event == "failed":
            said = {"severity": "permanent", "reason": "bounce", **said}
        mac = hmac.new((key or cls.SIGNING_KEY).encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
        signature = {"timestamp": stamp, "token": token, "signature": mac}
        return json.dumps({"signature": signature, "event-data": said}).encode()


def _form(kind: str, body: bytes) -> dict[str, Any]:
    """A form's fields, whichever of the two ways it is written."""
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode()))
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields = {}
    for part in whole.walk():
        name, said = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(said, bytes):
            fields[name] = said.decode()
    return fields
