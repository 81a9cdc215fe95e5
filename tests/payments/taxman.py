"""Somebody else's fiscal service: a program that makes receipts over HTTP, each key once. Its only argument is a token.

A sum of 13 tenge it refuses; `GET /` tells what it has made.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MADE: dict[str, dict[str, Any]] = {}


class Desk(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(200, MADE)

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != f"Bearer {sys.argv[1]}" or self.path != "/receipts":
            return self.answer(401, {})
        if said["currency"] != "KZT" or said["kind"] not in ("sale", "return") or said["amount"] == 13:
            return self.answer(422, {})
        key = self.headers["Idempotency-Key"]
        MADE.setdefault(key, said | {"number": f"F{len(MADE) + 1}", "page": f"https://receipts.example/{key}"})
        self.answer(201, MADE[key])

    def answer(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    print(server.server_address[1], flush=True)  # noqa: T201  how the test learns the address
    server.serve_forever()
