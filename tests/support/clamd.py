"""A clamd of the tests' own, with a database of two signatures made here: one by the bytes, one by the whole file."""

import hashlib
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = shutil.which("clamd") or "/usr/sbin/clamd"
# The agreed file that every scanner knows and that harms nobody; in two parts, so that this file is not one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MARK = b"a-mark-that-only-the-tests-know"
LARGEST_BYTES = 1024 * 1024
CONFIGURATION = """
LocalSocket {folder}/clamd.ctl
LocalSocketMode 600
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
LogFile {folder}/clamd.log
Foreground yes
StreamMaxLength 1M
MaxThreads 2
SelfCheck 3600
"""


@dataclass
class Clamd:
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"unix:{self.folder}/clamd.ctl"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


def start(folder: Path) -> Clamd:
    signatures = folder / "signatures"
    signatures.mkdir()
    whole = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (signatures / "tests.hdb").write_text(f"{whole}:{len(EICAR)}:Eicar-Test-Signature\n")
    (signatures / "tests.ndb").write_text(f"Tests.Mark:0:*:{MARK.hex()}\n")
    configuration = folder / "clamd.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder))
    process = subprocess.Popen(
        [PROGRAM, f"--config-file={configuration}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    started = Clamd(folder, process)
    for _ in range(600):
        if (folder / "clamd.ctl").exists():
            return started
        assert process.poll() is None, (folder / "clamd.log").read_text()
        time.sleep(0.1)
    started.stop()
    raise TimeoutError((folder / "clamd.log").read_text())
