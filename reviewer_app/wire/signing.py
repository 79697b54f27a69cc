"""Signatures over published versions: Ed25519 keys as text, what is signed, and the check of it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_PURPOSE = b"reviewer:publish:1\n"
"""Stands before what is signed, so that no signature given for something else can be one over a version."""


class KeyUnreadable(ValueError):
    """A file that holds no key of the expected kind, or that the passphrase does not open."""


def sign(key: Ed25519PrivateKey, body: bytes) -> str:
    """The signature over a version's canonical bytes (RFC 8032), base64."""
    return base64.b64encode(key.sign(_PURPOSE + body)).decode()


def is_signed(body: bytes, key: str, signature: str) -> bool:
    """Whether a signature is that of a public key over these bytes; False for what is no key or no signature."""
    try:
        known = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        known.verify(base64.b64decode(signature, validate=True), _PURPOSE + body)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def is_plain_key(key: str) -> bool:
    """Whether a public key is spelled as this program spells it: base64 has several spellings for the same bytes."""
    return base64.b64encode(base64.b64decode(key)).decode() == key


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half of a key, base64."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def fingerprint(key: str) -> str:
    """A public key short enough to be read out: the first 16 hex digits of its SHA-256, in fours."""
    digits = hashlib.sha256(base64.b64decode(key)).hexdigest()[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def new_key_file(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """Makes a key and writes it to a new file that only its owner may read, under a passphrase.

    Raises FileExistsError; OSError where it cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    shut = serialization.BestAvailableEncryption(passphrase.encode())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, shut)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(pem)
    return key


def read_key_file(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """The key in a file. Raises OSError, KeyUnreadable."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode())
    except (ValueError, TypeError) as error:
        raise KeyUnreadable(str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(str(path))
    return key
