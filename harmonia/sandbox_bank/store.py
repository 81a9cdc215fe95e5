"""What the bank remembers, in one SQLite file: payments, refunds, and the webhooks it still has to deliver."""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, asked TEXT NOT NULL, reference TEXT NOT NULL,
    amount INTEGER NOT NULL, return_url TEXT NOT NULL, webhook_url TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', card TEXT NOT NULL DEFAULT '', due REAL);
CREATE TABLE IF NOT EXISTS refunds (
    id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, asked TEXT NOT NULL, reference TEXT NOT NULL,
    amount INTEGER NOT NULL, payment TEXT NOT NULL REFERENCES payments,
    state TEXT NOT NULL DEFAULT 'processing', due REAL);
CREATE TABLE IF NOT EXISTS transfers (
    id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, asked TEXT NOT NULL, reference TEXT NOT NULL,
    amount INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY, url TEXT NOT NULL, body BLOB NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    due REAL, answer TEXT NOT NULL DEFAULT '');
"""


class KeyReused(Exception):
    """The idempotency key came before with another request."""


class TooMuch(Exception):
    """The refund is more than is left of the payment, or the payment never succeeded."""


class Store:
    """`copies` of each webhook are sent, on purpose: a provider delivers at least once, not exactly once."""

    def __init__(self, file: Path, *, copies: int = 2, copy_after_seconds: float = 1.5) -> None:
        self.file, self.copies, self.copy_after = file, copies, copy_after_seconds
        file.parent.mkdir(parents=True, exist_ok=True)
        with self.open() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """One connection a use: threads share the file, not the connection."""
        db = sqlite3.connect(self.file, timeout=10, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            yield db
        finally:
            db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        with self.open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def payment(self, payment_id: str) -> sqlite3.Row | None:
        with self.open() as db:
            row: sqlite3.Row | None = db.execute("SELECT * FROM payments WHERE id = ?", (payment_id,)).fetchone()
            return row

    def card_of(self, payment_id: str) -> str:
        with self.open() as db:
            return str(db.execute("SELECT card FROM payments WHERE id = ?", (payment_id,)).fetchone()["card"])

    def create_payment(self, key: str, asked: dict[str, Any]) -> sqlite3.Row:
        """The payment of this key; the same key gives the same one. Raises KeyReused."""
        with self.writing() as db:
            earlier = _of_key(db, "payments", key, asked)
            if earlier is None:
                db.execute(
                    "INSERT INTO payments (id, key, asked, reference, amount, return_url, webhook_url)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        f"pay_{secrets.token_urlsafe(18)}",
                        key,
                        _stable(asked),
                        asked["reference"],
                        asked["amount"],
                        asked["return_url"],
                        asked["webhook_url"],
                    ),
                )
            row: sqlite3.Row = db.execute("SELECT * FROM payments WHERE key = ?", (key,)).fetchone()
            return row

    def take_card(self, payment_id: str, card: str, due: float) -> bool:
        """The payer typed a card. False: the payment is over, or being worked on."""
        with self.writing() as db:
            took = db.execute(
                "UPDATE payments SET state = 'processing', card = ?, due = ? WHERE id = ? AND state = 'waiting'",
                (card, due, payment_id),
            )
            return took.rowcount == 1

    def finish_payment(self, payment_id: str, state: str) -> None:
        with self.writing() as db:
            done = db.execute(
                "UPDATE payments SET state = ?, due = NULL WHERE id = ? AND state = 'processing'", (state, payment_id)
            )
            if done.rowcount:
                row = db.execute("SELECT * FROM payments WHERE id = ?", (payment_id,)).fetchone()
                self._tell(db, row, f"payment.{state}", amount=row["amount"])

    def create_refund(self, key: str, payment_id: str, asked: dict[str, Any], due: float) -> sqlite3.Row:
        """Raises KeyReused, TooMuch."""
        with self.writing() as db:
            earlier = _of_key(db, "refunds", key, {**asked, "payment": payment_id})
            if earlier is not None:
                return earlier
            if asked["amount"] > _left(db, payment_id):
                raise TooMuch(payment_id)
            db.execute(
                "INSERT INTO refunds (id, key, asked, reference, amount, payment, due) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    f"ref_{secrets.token_urlsafe(18)}",
                    key,
                    _stable({**asked, "payment": payment_id}),
                    asked["reference"],
                    asked["amount"],
                    payment_id,
                    due,
                ),
            )
            row: sqlite3.Row = db.execute("SELECT * FROM refunds WHERE key = ?", (key,)).fetchone()
            return row

    def finish_refund(self, refund_id: str, state: str) -> None:
        with self.writing() as db:
            done = db.execute(
                "UPDATE refunds SET state = ?, due = NULL WHERE id = ? AND state = 'processing'", (state, refund_id)
            )
            if done.rowcount:
                refund = db.execute("SELECT * FROM refunds WHERE id = ?", (refund_id,)).fetchone()
                payment = db.execute("SELECT * FROM payments WHERE id = ?", (refund["payment"],)).fetchone()
                named = {"refund": refund["id"], "refund_reference": refund["reference"]}
                self._tell(db, payment, f"refund.{state}", amount=refund["amount"], **named)

    def create_transfer(self, key: str, asked: dict[str, Any]) -> sqlite3.Row:
        """The transfer of this key, made once. Raises KeyReused."""
        with self.writing() as db:
            if _of_key(db, "transfers", key, asked) is None:
                db.execute(
                    "INSERT INTO transfers (id, key, asked, reference, amount) VALUES (?, ?, ?, ?, ?)",
                    (f"tra_{secrets.token_urlsafe(18)}", key, _stable(asked), asked["reference"], asked["amount"]),
                )
            row: sqlite3.Row = db.execute("SELECT * FROM transfers WHERE key = ?", (key,)).fetchone()
            return row

    def transfers(self) -> list[dict[str, Any]]:
        with self.open() as db:
            return [dict(row) for row in db.execute("SELECT reference, amount FROM transfers ORDER BY rowid")]

    def _tell(self, db: sqlite3.Connection, payment: sqlite3.Row, kind: str, **fields: Any) -> None:
        event = {
            "id": f"evt_{secrets.token_urlsafe(18)}",
            "kind": kind,
            "at": int(time.time()),
            "payment": payment["id"],
            "reference": payment["reference"],
            "currency": "KZT",
            **fields,
        }
        body = json.dumps(event).encode()
        for copy in range(self.copies):
            due = time.time() + copy * self.copy_after
            db.execute("INSERT INTO deliveries (url, body, due) VALUES (?, ?, ?)", (payment["webhook_url"], body, due))

    def due(self, table: str, now: float) -> list[sqlite3.Row]:
        """What is to be done by now; `table` is one of this module's own names."""
        with self.open() as db:
            return db.execute(f"SELECT * FROM {table} WHERE due <= ? ORDER BY due", (now,)).fetchall()  # noqa: S608  our own table name

    def answered(self, number: int, answer: str, due: float | None) -> None:
        with self.writing() as db:
            db.execute(
                "UPDATE deliveries SET attempts = attempts + 1, answer = ?, due = ? WHERE number = ?",
                (answer, due, number),
            )

    def statement(self) -> list[dict[str, Any]]:
        with self.open() as db:
            rows = db.execute(
                "SELECT reference, amount AS paid, (SELECT coalesce(sum(r.amount), 0) FROM refunds r"
                " WHERE r.payment = p.id AND r.state = 'succeeded') AS refunded"
                " FROM payments p WHERE state = 'succeeded' ORDER BY rowid"
            )
            return [dict(row) for row in rows]


def _stable(asked: dict[str, Any]) -> str:
    return json.dumps(asked, sort_keys=True)


def _of_key(db: sqlite3.Connection, table: str, key: str, asked: dict[str, Any]) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(f"SELECT * FROM {table} WHERE key = ?", (key,)).fetchone()  # noqa: S608  our own table name
    if row is not None and row["asked"] != _stable(asked):
        raise KeyReused(key)
    return row


def _left(db: sqlite3.Connection, payment_id: str) -> int:
    row = db.execute("SELECT amount FROM payments WHERE id = ? AND state = 'succeeded'", (payment_id,)).fetchone()
    if row is None:
        return 0
    gone = "SELECT coalesce(sum(amount), 0) FROM refunds WHERE payment = ? AND state != 'failed'"
    return int(row["amount"] - db.execute(gone, (payment_id,)).fetchone()[0])
