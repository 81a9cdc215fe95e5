"""The page that the payer sees. No script; one small style sheet; every word escaped."""

import sqlite3
from html import escape

from harmonia.sandbox_bank.cards import CARDS
from harmonia.sandbox_bank.wording import LANGUAGES, word

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
RETURN_AFTER_SECONDS = 3

STYLE = """
:root { color-scheme: light dark; --paper: #f3f5f4; --card: #fff; --ink: #17211d; --soft: #4f5d57; --line: #c9d2cd;
  --deep: #0b5d4b; --on-deep: #fff; --bad: #9d2412; --note: #fff3cf; --on-note: #4d3b00; }
@media (prefers-color-scheme: dark) { :root { --paper: #101614; --card: #1a2320; --ink: #e8efec; --soft: #a9b7b1;
  --line: #3b4843; --deep: #7fd6bd; --on-deep: #06231c; --bad: #ff9d8a; --note: #3a3212; --on-note: #f5e6b0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "Noto Sans", sans-serif; }
main { max-width: 32rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; justify-content: space-between; align-items: baseline;
  border-bottom: 3px solid var(--deep); padding: 1rem 0 .5rem; }
header strong { font-size: 1.125rem; }
nav a, nav span { display: inline-block; padding: .25rem .375rem; }
a { color: var(--deep); }
a:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid var(--deep); outline-offset: 2px; }
.note { background: var(--note); color: var(--on-note); padding: .75rem 1rem; border-radius: .5rem; }
.sheet { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem; }
.sheet + .sheet { margin-top: 1rem; }
h1 { font-size: 1.5rem; margin: 1.25rem 0 .75rem; } h2 { font-size: 1.125rem; margin: 0 0 .5rem; }
.amount { font-size: 1.75rem; font-weight: 650; margin: 0; } .soft { color: var(--soft); margin: .25rem 0; }
label { display: block; font-weight: 600; margin-top: 1rem; }
input { width: 100%; font: inherit; font-variant-numeric: tabular-nums; padding: .625rem .75rem; border-radius: .5rem;
  border: 1px solid var(--soft); background: var(--card); color: inherit; }
input[aria-invalid] { border: 2px solid var(--bad); } .error { color: var(--bad); font-weight: 600; }
button, .button { display: inline-block; font: inherit; font-weight: 600; padding: .625rem 1rem; border-radius: .5rem;
  border: 1px solid var(--deep); background: var(--card); color: var(--deep); cursor: pointer; text-decoration: none; }
.main { background: var(--deep); color: var(--on-deep); width: 100%; margin-top: 1rem; text-align: center; }
ul { list-style: none; margin: 0; padding: 0; } li { border-top: 1px solid var(--line); padding: .75rem 0; }
li:first-child { border-top: 0; padding-top: 0; } li button { margin-top: .375rem; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; font-weight: 600; }
"""


def tenge(amount: int) -> str:
    return f"{amount:,}".replace(",", "\u202f") + "\u202f₸"


def payment_page(payment: sqlite3.Row, language: str, *, wrong_number: bool = False) -> str:
    state = payment["state"]
    body = _form(payment, language, wrong_number) if state == "waiting" else _result(payment, language)
    return _page(language, body, refresh=_refresh(payment))


def missing_page(language: str) -> str:
    return _page(language, f"<h1>{_w('missing', language)}</h1>")


def _w(key: str, language: str) -> str:
    return escape(word(key, language))


def _refresh(payment: sqlite3.Row) -> str:
    if payment["state"] == "processing":
        return "2"
    if payment["state"] in ("succeeded", "declined"):
        return f"{RETURN_AFTER_SECONDS};url={payment['return_url']}"
    return ""


def _page(language: str, body: str, *, refresh: str = "") -> str:
    switch = " ".join(
        f'<span aria-current="true" lang="{code}">{name}</span>'
        if code == language
        else f'<a href="?language={code}" hreflang="{code}" lang="{code}">{name}</a>'
        for code, name in LANGUAGES.items()
    )
    meta = f'<meta http-equiv="refresh" content="{escape(refresh)}">' if refresh else ""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{meta}'
        f'<title>{_w("title", language)} · {_w("bank", language)}</title><link rel="stylesheet" href="/bank.css">'
        f"</head><body><main><header><strong>{_w('bank', language)}</strong>"
        f'<nav aria-label="{_w("language", language)}">{switch}</nav></header>'
        f'<p class="note">{_w("practice", language)}</p>{body}</main></body></html>'
    )


def _summary(payment: sqlite3.Row, language: str) -> str:
    label = "to_pay" if payment["state"] == "waiting" else "amount"
    return (
        f'<p class="soft">{_w(label, language)}</p><p class="amount">{tenge(payment["amount"])}</p>'
        f'<p class="soft">{_w("order", language)}: {escape(payment["id"][4:12])}</p>'
    )


def _form(payment: sqlite3.Row, language: str, wrong_number: bool) -> str:
    error = f'<p class="error" id="error">{_w("wrong_number", language)}</p>' if wrong_number else ""
    described = 'aria-describedby="error hint" aria-invalid="true"' if wrong_number else 'aria-describedby="hint"'
    pay = escape(word("pay", language).format(amount=tenge(payment["amount"])))
    cards = "".join(
        f'<li><span class="number">{card.spaced}</span><br>{_w(card.key, language)}<br>'
        f'<form method="post"><button name="card" value="{card.number}">{_w("use", language)}</button></form></li>'
        for card in CARDS
    )
    back = f'<p><a href="{escape(payment["return_url"])}">{_w("back", language)}</a></p>'
    return (
        f'<h1>{_w("title", language)}</h1><div class="sheet">{_summary(payment, language)}'
        f'<form method="post" novalidate><label for="card">{_w("card_number", language)}</label>'
        f'<p class="soft" id="hint">{_w("card_hint", language)}</p>{error}'
        f'<input id="card" name="card" inputmode="numeric" autocomplete="off" maxlength="23" {described}>'
        f'<button class="main">{pay}</button></form></div>'
        f'<section class="sheet"><h2>{_w("test_cards", language)}</h2><ul>{cards}</ul></section>{back}'
    )


def _result(payment: sqlite3.Row, language: str) -> str:
    return (
        f'<h1>{_w(payment["state"], language)}</h1><div class="sheet">{_summary(payment, language)}'
        f'<a class="button main" href="{escape(payment["return_url"])}">{_w("back", language)}</a></div>'
    )
