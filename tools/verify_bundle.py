#!/usr/bin/env python3
"""Checks closing bundles and slips of Attain, from docs/reference/bundle.md alone.

    verify_bundle.py [--key HEX] BUNDLE...    folders, in the order of their closes
    verify_bundle.py [--key HEX] --slip FILE...

Needs nothing but Python. Prints a line for each good bundle or slip, and one for each problem;
exits with 1 if there was any. It checks form, hashes, proofs, signatures, links and sums, and not
whether the pay follows from the rules: `attain verify` does that.
"""

import argparse
import hashlib
import json
import re
import sys
from fractions import Fraction
from pathlib import Path

FORMAT = "attain-bundle-1"
KINDS = {"model", "batch", "input", "statement", "identity"}
START = "0" * 64


class Bad(Exception):
    """Something that is not as the specification says."""


# Text


def once(pairs):
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Bad("a name comes twice")
    return fields


def no_number(text):
    raise Bad(f"{text} is not a whole number")


def depth_of(value):
    """Levels of lists and objects; the text was read already, so they are not many."""
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth_of, value), default=0)
    return 0


def whole_numbers(value):
    if isinstance(value, dict):
        for part in value.values():
            yield from whole_numbers(part)
    elif isinstance(value, list):
        for part in value:
            yield from whole_numbers(part)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def parse(text):
    """A value from its canonical text."""
    try:
        value = json.loads(
            text, object_pairs_hook=once, parse_float=no_number, parse_constant=no_number
        )
    except (ValueError, RecursionError) as error:
        raise Bad(f"not JSON: {error}") from error
    if depth_of(value) > 64:
        raise Bad("nested too deep")
    if any(not -(2**63) <= number < 2**63 for number in whole_numbers(value)):
        raise Bad("a number is too large")
    try:
        same = canonical(value).encode() == text.encode()
    except UnicodeEncodeError as error:
        raise Bad("half a surrogate pair") from error
    if not same:
        raise Bad("not canonical JSON")
    return value


def fields(value, names, more=False):
    """The fields of an object, which must be these (or at least these)."""
    if not isinstance(value, dict):
        raise Bad("not an object")
    missing = [name for name in names if name not in value]
    if missing:
        raise Bad(f"the field `{missing[0]}` is missing")
    unknown = [name for name in value if name not in names]
    if unknown and not more:
        raise Bad(f"the field `{unknown[0]}` is unknown")
    return [value[name] for name in names]


def string(value, name):
    if not isinstance(value, str):
        raise Bad(f"`{name}` is not text")
    return value


def count(value, name):
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Bad(f"`{name}` is not a count")
    return value


def items(value, name):
    if not isinstance(value, list):
        raise Bad(f"`{name}` is not a list")
    return value


def digits(value, name, length=64):
    if not re.fullmatch(f"[0-9a-f]{{{length}}}", string(value, name)):
        raise Bad(f"`{name}` is not {length} lower-case hexadecimal digits")
    return value


def fits(number):
    """Whether a sum can be written as a decimal."""
    for places in range(29):
        shifted = number * 10**places
        if shifted.denominator == 1:
            return abs(shifted.numerator) < 2**96
    return False


def decimal(value, name):
    form = r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"
    if not re.fullmatch(form, string(value, name)) or value == "-0":
        raise Bad(f"`{name}` is not a decimal")
    number = Fraction(value)
    if not fits(number):
        raise Bad(f"`{name}` has too many digits")
    return number


def add(a, b):
    if not fits(a + b):
        raise Bad("a sum has too many digits")
    return a + b


# Hashes


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(line):
    return sha256(b"\x00" + line.encode())


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def root_of(hashes):
    """The root, row by row: a hash without a sibling moves up, which is the tree of RFC 6962."""
    if not hashes:
        return sha256(b"")
    row = list(hashes)
    while len(row) > 1:
        pairs = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        row = pairs + ([row[-1]] if len(row) % 2 else [])
    return row[0]


def leads_to(hash_, index, leaves, proof, root):
    if index >= leaves:
        return False
    at, last, rest = index, leaves - 1, list(proof)
    while last:
        if at % 2 or at != last:
            if not rest:
                return False
            sibling = rest.pop(0)
            hash_ = node_hash(sibling, hash_) if at % 2 else node_hash(hash_, sibling)
        at, last = at // 2, last // 2
    return not rest and hash_ == root


# Ed25519, as in RFC 8032, section 5.1

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    """Sum of points in extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return (x * y % P, z * t % P, y * z % P, x * t % P)


def point_multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def point_equal(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_read(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_read((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def has_signed(public_key, message, signature):
    key, r = point_read(public_key), point_read(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    # Keys and nonces of small order sign more than one message.
    if any(point_equal(point_multiply(8, point), (0, 1, 1, 0)) for point in (key, r)):
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    factor = int.from_bytes(digest, "little") % ORDER
    return point_equal(point_multiply(s, BASE), point_add(r, point_multiply(factor, key)))


# Bundles


def read_manifest(text):
    names = ["approved_by", "closed_at", "closed_by", "format", "leaves", "model", "number"]
    names += ["period", "previous", "result", "root", "totals"]
    manifest = parse(text)
    fields(manifest, names)
    if manifest["format"] != FORMAT:
        raise Bad(f"`format` is not {FORMAT}")
    for name in ["closed_at", "closed_by", "period"]:
        string(manifest[name], name)
    for name in ["model", "previous", "result", "root"]:
        digits(manifest[name], name)
    for name in ["leaves", "number"]:
        count(manifest[name], name)
    for user in items(manifest["approved_by"], "approved_by"):
        string(user, "approved_by")
    totals = {}
    for line in items(manifest["totals"], "totals"):
        currency, statements, total = fields(line, ["currency", "statements", "total"])
        if totals and string(currency, "currency") <= max(totals):
            raise Bad("`totals` is not sorted by currency")
        total = (decimal(total, "total"), count(statements, "statements"))
        totals[string(currency, "currency")] = total
    manifest["totals"] = totals
    return manifest


def read_statement(content):
    """Currency and total, to which the lines must add up."""
    names = ["person", "currency", "total", "lines"]
    person, currency, total, lines = fields(content, names, more=True)
    string(person, "person")
    total, found = decimal(total, "total"), Fraction(0)
    for line in items(lines, "lines"):
        (payout,) = fields(line, ["payout"], more=True)
        found = add(found, decimal(payout, "payout"))
    if found != total:
        raise Bad("its lines do not add up to its total")
    return string(currency, "currency"), total


def read_leaf(line):
    """Its hash, and currency and total if it is a statement."""
    leaf = parse(line)
    if isinstance(leaf, dict) and "erased" in leaf:
        erased, kind = fields(leaf, ["erased", "kind"])
        if kind != "identity":
            raise Bad("only an identity can be erased")
        return bytes.fromhex(digits(erased, "erased")), None
    content, kind, salt = fields(leaf, ["content", "kind", "salt"])
    digits(salt, "salt")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Bad("`kind` is unknown")
    return leaf_hash(line), read_statement(content) if kind == "statement" else None


def check_seal(seal, manifest_text, key, names=("algorithm", "public_key", "signature")):
    algorithm, public_key, signature = fields(seal, list(names), more=True)
    if algorithm != "ed25519":
        raise Bad("`algorithm` is not ed25519")
    digits(public_key, "public_key")
    digits(signature, "signature", 128)
    if key and public_key != key:
        raise Bad("it is signed with another key")
    message = manifest_text.encode()
    if not has_signed(bytes.fromhex(public_key), message, bytes.fromhex(signature)):
        raise Bad("the signature is not one over this manifest")
    return public_key


def read_file(path):
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Bad(f"{path.name}: {error}") from error
    if text and not text.endswith("\n"):
        raise Bad(f"{path.name}: the last line does not end")
    return text


def read_line(path):
    text = read_file(path)
    if text.count("\n") != 1:
        raise Bad(f"{path.name}: not one line")
    return text[:-1]


def at(place, work, *arguments):
    """Does some work, and says where if it fails."""
    try:
        return work(*arguments)
    except Bad as error:
        raise Bad(f"{place}: {error}") from error


def check_bundle(folder, before, key):
    """Manifest, its hash, and the key that signed it; `before` is the same of the close before."""
    manifest_text = read_line(folder / "manifest.json")
    manifest = at("manifest", read_manifest, manifest_text)
    hashes, totals = [], {}
    lines = read_file(folder / "leaves.jsonl").split("\n")[:-1]
    for number, line in enumerate(lines, 1):
        hash_, statement = at(f"leaf {number}", read_leaf, line)
        hashes.append(hash_)
        if statement:
            currency, total = statement
            had, statements = totals.get(currency, (Fraction(0), 0))
            totals[currency] = (at(f"leaf {number}", add, had, total), statements + 1)
    if len(hashes) != manifest["leaves"]:
        raise Bad(f"manifest: it counts {manifest['leaves']} leaves, there are {len(hashes)}")
    if root_of(hashes).hex() != manifest["root"]:
        raise Bad("manifest: its root is not that of the leaves")
    if totals != manifest["totals"]:
        raise Bad("manifest: the statements do not add up to its totals")
    seal = at("signature", parse, read_line(folder / "signature.json"))
    at("signature", fields, seal, ["algorithm", "public_key", "signature"])
    public_key = at("signature", check_seal, seal, manifest_text, key)
    if manifest["number"] < 1:
        raise Bad("manifest: closes are numbered from 1")
    if (manifest["number"] == 1) != (manifest["previous"] == START):
        raise Bad("manifest: the first close, and no other, names no close before it")
    if before:
        if manifest["number"] != before[0]["number"] + 1:
            raise Bad("manifest: it is not the close after the one before")
        if manifest["previous"] != before[1]:
            raise Bad("manifest: it is not linked to the close before")
    return manifest, sha256(manifest_text.encode()).hex(), public_key


def check_slip(path, key):
    names = ["algorithm", "index", "leaf", "manifest", "proof", "public_key", "signature"]
    slip = parse(read_line(path))
    _, index, leaf, manifest_text, proof, _, _ = fields(slip, names)
    manifest = at("manifest", read_manifest, string(manifest_text, "manifest"))
    hash_, statement = at("leaf", read_leaf, string(leaf, "leaf"))
    if statement is None:
        raise Bad("leaf: not a statement")
    proof = [bytes.fromhex(digits(part, "proof")) for part in items(proof, "proof")]
    root = bytes.fromhex(manifest["root"])
    if not leads_to(hash_, count(index, "index"), manifest["leaves"], proof, root):
        raise Bad("proof: it does not lead from the statement to the root")
    public_key = at("signature", check_seal, slip, manifest_text, key)
    return manifest, sha256(manifest_text.encode()).hex(), public_key


def main():
    parser = argparse.ArgumentParser(description="Checks closing bundles and slips of Attain.")
    parser.add_argument("--key", help="the company's public key, in hexadecimal")
    parser.add_argument("--slip", action="store_true", help="the paths are slips")
    parser.add_argument("path", type=Path, nargs="+")
    options = parser.parse_args()
    before, problems = None, 0
    for path in options.path:
        try:
            if options.slip:
                found = check_slip(path, options.key)
            else:
                found = before = check_bundle(path, before, options.key)
            manifest, hash_, public_key = found
            print(f"ok {manifest['period']} close {manifest['number']} manifest {hash_}")
            if not options.key:
                print(f"   signed with {public_key}; compare it with the published key")
        except Bad as error:
            problems += 1
            before = None
            print(f"{path}: {error}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
