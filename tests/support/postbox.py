"""A real Dovecot on loopback: its own configuration, one user, ended by its process id."""

import imaplib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from harmonia.config import processes

CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{home}/mail
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
mail_fsync = never
imap_capability = {capability}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail
}}
namespace inbox {{
  inbox = yes
}}
"""
USER, PASSWORD = "help", "a-postbox-password"


@dataclass
class Postbox:
    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def connection(self) -> imaplib.IMAP4:
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        box.login(USER, PASSWORD)
        return box

    def put(self, *letters: bytes) -> None:
        """As a delivery would: each letter a message of INBOX."""
        with self.connection() as box:
            for raw in letters:
                assert box.append("INBOX", None, None, raw)[0] == "OK"

    def count(self, folder: str = "INBOX") -> int:
        with self.connection() as box:
            status, answer = box.select(f'"{folder}"', readonly=True)
            return int(answer[0] or 0) if status == "OK" else 0

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def start(*, capability: str = "") -> Postbox:
    """`capability`: what the server says it can; empty: all that it can. Its folder must let another user through."""
    home = Path(tempfile.mkdtemp(prefix="harmonia-postbox-"))
    home.chmod(0o755)
    port = processes.free_port()
    names = {"user": _me(), "group": _me(), "login": _me()}
    if os.geteuid() == 0:
        names = {"user": "dovecot", "group": "dovecot", "login": "dovenull"}
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    config = home / "dovecot.conf"
    config.write_text(CONFIG.format(home=home, port=port, capability=capability, **names))
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "dovecot:dovecot", str(home)], check=True)
    process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(config)], stderr=(home / "errors").open("wb"))
    box = Postbox(home, port, process)
    _wait(box)
    return box


def on_server(raw: bytes) -> bytes:
    """What a mail server makes of bytes: every line ends as the protocol says, and no NUL is kept."""
    return re.sub(rb"\r\n|\n|\r", b"\r\n", raw).replace(b"\x00", b"\x80")


def _me() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def _wait(box: Postbox) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with box.connection():
                return
        except (OSError, imaplib.IMAP4.error):
            assert box.process.poll() is None, (box.home / "errors").read_text()
            time.sleep(0.1)
    log = box.home / "dovecot.log"
    raise AssertionError(log.read_text()[-3000:] if log.exists() else "dovecot did not start")
