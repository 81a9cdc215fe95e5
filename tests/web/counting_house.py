"""The counters of others as a program of its own: a TLS server that answers for their hosts with scripts that do what
theirs do by their public documents (a queue that is worked off, cookies set, hits sent), and remembers who asked."""

import ssl
import subprocess
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

GTAG = """
(() => {
  const told = (name) => window.dataLayer.filter((each) => each[0] === name);
  const [, id, how] = told("config")[0];
  if (window[`ga-disable-${id}`]) return;
  const age = `max-age=${how.cookie_expires}; path=/; ${how.cookie_flags}`;
  document.cookie = `_ga=GA1.1.1; ${age}`;
  document.cookie = `_ga_${id.slice(2)}=GS1.1.1; ${age}`;
  const send = (event) => {
    if (window[`ga-disable-${id}`]) return;
    const said = new URLSearchParams({ tid: id, en: event, dl: how.page_location, dr: how.page_referrer });
    navigator.sendBeacon(`https://region1.google-analytics.com/g/collect?${said}`);
  };
  send("page_view");
  addEventListener("pagehide", () => send("user_engagement"));
})();
"""
METRICA = """
(() => {
  const told = (name) => window.ym.a.filter((each) => each[1] === name);
  const [id, , how] = told("init")[0];
  if (window[`disableYaCounter${id}`] || how.webvisor || how.clickmap) return;
  document.cookie = "_ym_uid=1; max-age=31536000; path=/";
  document.cookie = "_ym_d=1; max-age=31536000; path=/";
  localStorage.setItem("_ym_retryReqs", "{}");
  for (const [, , page, more] of told("hit")) {
    const said = new URLSearchParams({ "page-url": page, "page-ref": more.referer });
    fetch(`https://mc.yandex.ru/watch/${id}?${said}`, { method: "POST", mode: "no-cors" });
  }
})();
"""
# Chromium asks these of itself, whatever page is open.
OF_THE_BROWSER = (
    ".googleapis.com",
    ".gvt1.com",
    "accounts.google.com",
    "clients2.google.com",
    "android.clients.google.com",
)
SCRIPTS = {"/gtag/js": GTAG, "/metrika/tag.js": METRICA}


@dataclass(frozen=True)
class Asked:
    host: str
    path: str
    said: dict[str, str]
    referrer: str


@dataclass
class House:
    port: int
    server: ThreadingHTTPServer
    asked: list[Asked] = field(default_factory=list)

    def hosts(self) -> set[str]:
        return {each.host for each in self.asked}

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def start(folder: Path) -> House:
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    house = House(server.server_address[1], server)
    handler.house = house  # type: ignore[attr-defined]  # a handler is made by the server, without arguments of ours
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return house


class _Handler(BaseHTTPRequestHandler):
    house: House

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        said = {name: values[0] for name, values in parse_qs(where.query, keep_blank_values=True).items()}
        host, referrer = self.headers["Host"].partition(":")[0], self.headers.get("Referer", "")
        if not host.endswith(OF_THE_BROWSER):
            self.house.asked.append(Asked(host, where.path, said, referrer))
        script = SCRIPTS.get(where.path, "").encode()
        self.send_response(200 if script else 204)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", str(len(script)))
        self.end_headers()
        self.wfile.write(script)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing of it belongs in the tests' output."""


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "counters.pem", folder / "counters.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=counters", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
