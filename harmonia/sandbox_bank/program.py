"""The practice payment provider: a program of its own, as a bank is. It shares no code and no database with the
service, only the API that it documents here, so that the service cannot tell it from a real one.

    POST /api/payments                  {amount, currency, reference, return_url, webhook_url} -> {id, page}
    GET  /api/payments/ID               -> {id, state, amount}
    POST /api/payments/ID/refunds       {amount, reference} -> {id, state}
    POST /api/transfers                 {amount, iban, holder, reference} -> {id}: money of the shop's to somebody
    GET  /api/transfers                 -> {lines: [{reference, amount}]}
    GET  /api/statement                 -> {lines: [{reference, paid, refunded}]}
    GET|POST /pay/ID                    the payer's page

Calls carry `Sandbox-Signature` (signing.py), and POSTs an `Idempotency-Key`: same key, same answer; other body, 409.
"""

import argparse
import os
import signal
from pathlib import Path

from harmonia.sandbox_bank.answers import BankServer, Desk
from harmonia.sandbox_bank.store import Store
from harmonia.sandbox_bank.work import Worker


class Bank:
    """The running bank; `port` 0 takes a free one. Used by `run` and by tests, which start it in their own process."""

    def __init__(
        self, home: Path, *, port: int, secret: str, copies: int = 2, pages: str = "", haste: float = 1.0
    ) -> None:
        self.store = Store(home / "bank.sqlite3", copies=copies, copy_after_seconds=1.5 / haste)
        self.server = BankServer(("127.0.0.1", port), Desk)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.server.store, self.server.secret, self.server.haste = self.store, secret, haste
        self.server.pages = (pages or self.address).rstrip("/")
        self.worker = Worker(self.store, secret)

    def serve(self) -> None:
        self.worker.start()
        self.server.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        self.worker.stopping.set()
        self.server.shutdown()
        self.server.server_close()


def run(home: Path, port: int) -> None:
    """Serve until the process is told to stop."""
    secret = os.environ.get("SANDBOX_BANK_SECRET", "sandbox-secret")
    bank = Bank(home, port=port, secret=secret, pages=os.environ.get("SANDBOX_BANK_PAGES", ""))
    signal.signal(signal.SIGTERM, _leave)
    try:
        bank.serve()
    except KeyboardInterrupt:
        pass
    finally:
        bank.worker.stopping.set()
        bank.server.server_close()


def _leave(*_: object) -> None:
    raise SystemExit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description="The practice payment provider.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--home", type=Path, default=Path("var/sandbox-bank"))
    options = parser.parse_args()
    run(options.home, options.port)


if __name__ == "__main__":
    main()
