"""A file that was given out is accepted by three programs that share no code, and refused with any one bit changed.

Here are two: `harmonia verify`, and the verifier of the tests. The third runs in a browser: tests/web.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from harmonia.journal import gateways, operations, queries, rules
from tests.journal import verifier
from tests.journal.test_documents import a_document
from tests.journal.test_journal import AT, DATABASES, append, seal_all

pytestmark = pytest.mark.django_db(transaction=True, databases=DATABASES)


def proved(entries_after: int = 5) -> dict[str, Any]:
    document = a_document()
    append(6)
    entry = operations.record_document("test.told", document=document, subject=None, actor=None, at=AT)
    append(entries_after)
    seal_all()
    operations.checkpoint(AT)
    return queries.proved(document, entry.pk)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def signed_by_another(proof: dict[str, Any]) -> bytes:
    """The same words and the same place, signed throughout with a key of the forger's own."""
    forger = Ed25519PrivateKey.generate()
    point = {**proof["checkpoint"], "signature": forger.sign(rfc8785.dumps(proof["checkpoint"]["text"])).hex()}
    own = {"key": forger.public_key().public_bytes_raw().hex(), "checkpoint": point}
    return rfc8785.dumps({**proof, **own, "signature": forger.sign(rfc8785.dumps(proof["document"])).hex()})


def test_the_true_one_is_accepted_and_every_changed_bit_is_refused() -> None:
    key = gateways.public_key()
    proof = proved()
    data = rfc8785.dumps(proof)
    assert verifier.accepted(data, key) == proof["document"]
    assert rules.verify(data, key=key.hex()).good
    assert [bit for bit in range(len(data) * 8) if verifier.accepted(flipped(data, bit), key) is not None] == []
    assert [bit for bit in range(len(data) * 8) if rules.verify(flipped(data, bit), key=key.hex()).good] == []


def test_a_verifier_that_looks_at_the_signature_alone_would_let_changes_pass() -> None:
    """The negative control: most of a file is not under the document's signature."""
    key, proof = gateways.public_key(), proved()
    data, passed = rfc8785.dumps(proof), 0
    for bit in range(0, len(data) * 8, 7):
        try:
            said = json.loads(flipped(data, bit))
            text, signature = rfc8785.dumps(said["document"]), bytes.fromhex(said["signature"])
            passed += gateways.signed_by(key, signature, text)
        except (ValueError, KeyError, TypeError):
            continue
    assert passed > 100


def test_added_and_rearranged_bytes_are_refused() -> None:
    key, proof = gateways.public_key(), proved()
    data = rfc8785.dumps(proof)
    for changed in (
        data + b"\n",
        b" " + data,
        json.dumps(proof, indent=1).encode(),
        rfc8785.dumps({**proof, "more": 1}),
        data.replace(b'"format"', b'"format":"x","format"', 1),
        data.replace(proof["key"].encode(), proof["key"].upper().encode()),
        data[:-1],
        b"",
        b"[" * 100_000,
        b"\xff\xfe",
        b"1" * (2 << 20),
    ):
        assert verifier.accepted(changed, key) is None
        assert rules.verify(changed, key=key.hex()).faults == ("form",)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda proof: proof["document"].update(number=8), "document"),
        (lambda proof: proof["leaf"].update(event="test.other"), "inclusion"),
        (lambda proof: proof["inclusion"].update(position=proof["inclusion"]["position"] + 1), "inclusion"),
        (lambda proof: proof["inclusion"]["path"].pop(), "inclusion"),
        (lambda proof: proof["checkpoint"]["text"].update(at="2020-01-01T00:00:00+00:00"), "checkpoint"),
        (lambda proof: proof.update(signature="00" * 64), "signature"),
        (lambda proof: proof.update(format="another"), "form"),
        (lambda proof: proof["inclusion"].update(size=True), "form"),
    ],
)
def test_what_was_changed_is_named(change: Any, fault: str) -> None:
    proof = proved()
    change(proof)
    assert fault in rules.verify(rfc8785.dumps(proof)).faults
    assert verifier.accepted(rfc8785.dumps(proof), gateways.public_key()) is None


def test_who_signs_with_his_own_key_is_found_by_who_knows_ours() -> None:
    forged = signed_by_another(proved())
    alone = rules.verify(forged)
    assert (alone.good, "key" in alone.unproved) == (True, True)
    assert rules.verify(forged, key=gateways.public_key().hex()).faults == ("key",)
    assert verifier.accepted(forged, gateways.public_key()) is None


class TestGrowth:
    @pytest.fixture
    def grown(self) -> tuple[dict[str, Any], bytes, bytes]:
        """(a proof, a later checkpoint, what leads from the one to the other)."""
        proof = proved(2)
        append(9)
        seal_all()
        later = operations.checkpoint(AT)
        growth = queries.consistency(proof["inclusion"]["size"], later.size)
        return proof, rfc8785.dumps(queries.signed_checkpoint(later)), rfc8785.dumps(growth)

    def test_a_kept_checkpoint_shows_that_the_past_stands(self, grown: tuple[dict[str, Any], bytes, bytes]) -> None:
        proof, later, growth = grown
        data, key = rfc8785.dumps(proof), gateways.public_key()
        verdict = rules.verify(data, key=key.hex(), checkpoint=later, consistency=growth)
        assert (verdict.faults, verdict.unproved) == ((), ())
        assert verdict.proved[-2:] == ("consistency", "past")
        assert rules.verify(data, checkpoint=later).unproved == ("key", "past")
        assert rules.verify(data, consistency=growth).proved[-1] == "past"
        own = rfc8785.dumps(proof["checkpoint"])
        assert "past" in rules.verify(data, checkpoint=own).proved
        shown = verifier.grown(growth, key)
        assert shown is not None
        assert [state[1] for state in shown] == [proof["inclusion"]["size"], json.loads(later)["text"]["size"]]

    def test_every_changed_bit_of_a_growth_is_refused(self, grown: tuple[dict[str, Any], bytes, bytes]) -> None:
        _, _, growth = grown
        key = gateways.public_key()
        bits = range(len(growth) * 8)
        assert rules.verify(growth, key=key.hex()).good
        assert [bit for bit in bits if verifier.grown(flipped(growth, bit), key) is not None] == []
        assert [bit for bit in bits if rules.verify(flipped(growth, bit), key=key.hex()).good] == []

    def test_a_journal_written_anew_is_found_by_who_kept_a_line(self) -> None:
        """The operator himself rewrites everything, with the true key: no receipt alone can tell, a kept one does."""
        kept = rfc8785.dumps(proved()["checkpoint"])
        leaves = [rules.leaf_hash(b"%d" % count) for count in range(30)]
        nodes = {(level, index): node for level, index, node in rules.grow(0, [], leaves)}

        def node_of(level: int, index: int) -> bytes:
            return nodes[level, index]

        def point(size: int) -> dict[str, Any]:
            root = rules.root([node_of(*peak) for peak in rules.peaks(size)])
            text = rules.checkpoint_text(origin=queries.origin(), size=size, root=root, at=AT)
            return {"text": json.loads(text), "signature": gateways.signing_key().sign(text).hex()}

        size = json.loads(kept)["text"]["size"]
        path = [step.hex() for step in rules.consistency_path(size, 30, node_of)]
        growth = {"format": rules.CONSISTENCY_FORMAT, "from": point(size), "to": point(30), "path": path}
        assert rules.consistent(growth, gateways.public_key().hex()), "the new past is whole in itself"
        document = {**a_document(), "words": "another past"}
        proof = self._forged(document, leaves, point, node_of)
        assert rules.verify(rfc8785.dumps(proof), key=gateways.public_key().hex()).good
        verdict = rules.verify(rfc8785.dumps(proof), checkpoint=kept, consistency=rfc8785.dumps(growth))
        assert verdict.faults == ("past",)

    @staticmethod
    def _forged(document: dict[str, Any], leaves: list[bytes], point: Any, node_of: Any) -> dict[str, Any]:
        """A receipt in a journal that was written anew: leaf 29 is its own."""
        leaf = {"v": 2, "id": "x", "at": "x", "event": "x", "record": "0" * 64, "sealed": "0" * 64}
        leaf["document"] = rules.document_hash(document).hex()
        grown = [*leaves[:29], rules.leaf_hash(rfc8785.dumps(leaf))]
        nodes = {(level, index): node for level, index, node in rules.grow(0, [], grown)}
        root = rules.root([nodes[peak] for peak in rules.peaks(30)])
        text = rules.checkpoint_text(origin=queries.origin(), size=30, root=root, at=AT)
        path = rules.inclusion_path(29, 30, lambda level, index: nodes[level, index])
        return {
            "format": rules.FORMAT,
            "document": document,
            "signature": gateways.signing_key().sign(rules.canonical(document)).hex(),
            "key": gateways.public_key().hex(),
            "leaf": leaf,
            "inclusion": {"position": 29, "size": 30, "path": [step.hex() for step in path]},
            "checkpoint": {"text": json.loads(text), "signature": gateways.signing_key().sign(text).hex()},
        }


class TestTheCommand:
    """`harmonia verify` as a program of its own, with no database to be had."""

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        bare = {name: value for name, value in os.environ.items() if "DATABASE" not in name and "DJANGO" not in name}
        command = [sys.executable, "-m", "harmonia", "verify", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env=bare, timeout=60, check=False)

    def test_says_what_was_proved_and_what_was_not(self, tmp_path: Path) -> None:
        proof = proved()
        file, letter = tmp_path / "receipt.json", tmp_path / "letter.txt"
        file.write_bytes(rfc8785.dumps(proof))
        letter.write_bytes(b"Good day,\n\n  " + rfc8785.dumps(proof["checkpoint"]) + b"\n\nHarmonia\n")
        alone = self.run(file)
        assert alone.returncode == 0
        assert "GOOD" in alone.stdout
        assert f"at place {proof['inclusion']['position'] + 1} of {proof['inclusion']['size']}" in alone.stdout
        assert "Whose key it is" in alone.stdout.partition("Not proved:")[2]
        full = self.run(file, "--key", proof["key"], "--checkpoint", letter)
        assert full.returncode == 0
        assert "Whose key it is" not in full.stdout
        assert "are one" in full.stdout

    def test_refuses_a_changed_file_another_key_and_what_is_missing(self, tmp_path: Path) -> None:
        proof = proved()
        file = tmp_path / "receipt.json"
        file.write_bytes(rfc8785.dumps({**proof, "document": {**proof["document"], "number": 8}}))
        changed = self.run(file)
        assert (changed.returncode, "something in it was changed" in changed.stdout) == (1, True)
        file.write_bytes(rfc8785.dumps(proof))
        other = tmp_path / "key.json"
        other.write_text(json.dumps({"algorithm": "Ed25519", "key": "ab" * 32}))
        wrong = self.run(file, "--key", other)
        assert (wrong.returncode, "another key" in wrong.stdout) == (1, True)
        for arguments in ((tmp_path / "nothing.json",), (file, "--key", "short")):
            missing = self.run(*arguments)
            assert (missing.returncode, missing.stdout, "Traceback" in missing.stderr) == (1, "", False)

    def test_takes_a_proof_of_growth(self, tmp_path: Path) -> None:
        proof = proved()
        append(3)
        seal_all()
        later = operations.checkpoint(AT)
        growth = tmp_path / "growth.json"
        growth.write_bytes(rfc8785.dumps(queries.consistency(proof["inclusion"]["size"], later.size)))
        assert self.run(growth, "--key", proof["key"]).returncode == 0
        assert self.run(growth, "--key", "ab" * 32).returncode == 1
