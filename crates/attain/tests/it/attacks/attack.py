"""Somebody with full rights on a workspace: its database, its bundles, its facts.

    attack.py sql DATABASE SQL              no triggers, foreign keys or checks hinder him
    attack.py chain DATABASE SQL OLD NEW    and he writes the whole audit trail anew: OLD becomes
                                            NEW in it, and every hash is right again
    attack.py text FILE OLD NEW             the first OLD in a file becomes NEW
    attack.py reroot BUNDLE OLD NEW         and root, totals and result in the manifest are right
"""

import hashlib
import json
import sqlite3
import sys
from pathlib import Path


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def sql(path, script):
    database = sqlite3.connect(path, isolation_level=None)
    database.create_function("sha256", 1, sha)
    database.executescript("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
    hurdles = database.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name in hurdles:
        database.execute(f'DROP {kind} "{name}"')
    database.executescript(script)
    return database


def chain(path, script, old, new):
    database = sql(path, script)
    rows = database.execute(
        "SELECT sequence, at, user_id, action, subject, details FROM audit ORDER BY sequence"
    ).fetchall()
    previous = "0" * 64
    database.execute("DELETE FROM audit")
    for sequence, at, user, action, subject, details in rows:
        details = details.replace(old, new)
        line = {
            "action": action, "at": at, "details": json.loads(details), "previous": previous,
            "sequence": sequence, "subject": subject, "user": user,
        }
        own = sha(canonical(line))
        database.execute(
            "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (sequence, at, user, action, subject, details, previous, own),
        )
        previous = own


def text(path, old, new):
    content = Path(path).read_text()
    assert old in content, f"{path} has no {old}"
    Path(path).write_text(content.replace(old, new, 1))


def root(hashes):
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + root(hashes[:k]) + root(hashes[k:])).digest()


def reroot(bundle, old, new):
    leaves = Path(bundle) / "leaves.jsonl"
    text(leaves, old, new)
    lines = leaves.read_text().splitlines()
    hashes = [hashlib.sha256(b"\x00" + line.encode()).digest() for line in lines]
    file = Path(bundle) / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["root"] = root(hashes).hex()
    entries = [json.loads(line) for line in lines]
    entries = [one for one in entries if one["kind"] != "identity"]
    transcript = [canonical({"content": one["content"], "kind": one["kind"]}) for one in entries]
    manifest["result"] = sha("".join(line + "\n" for line in transcript))
    file.write_text(canonical(manifest) + "\n")


if __name__ == "__main__":
    {"sql": sql, "chain": chain, "text": text, "reroot": reroot}[sys.argv[1]](*sys.argv[2:])
