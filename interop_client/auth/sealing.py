"""Encryption of tokens that are kept where others can read; plain text where that is said."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from .._redaction import forgets_locals
from ..errors import ConfigurationError
from .token_store import Token

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["Seal"]

_KEY_BYTES = 32
_NONCE_BYTES = 12

# Those of a `Token`, in their order.
_Parts: TypeAlias = tuple[str, float | None, float | None]


class Seal:
    """Makes bytes of tokens, and tokens of bytes (AES-256-GCM, bound to the key of the entry).

    Args:
        encryption_key: 32 bytes; None only with `plain_text`.
        plain_text: True to write tokens as they are.

    Raises:
        ConfigurationError: neither or both are given, or the key is no key.
    """

    @forgets_locals
    def __init__(self, encryption_key: bytes | None, plain_text: bool) -> None:
        problem = _problem(encryption_key, plain_text)
        if problem is not None:
            raise ConfigurationError(problem)
        self._cipher = None if encryption_key is None else _cipher(encryption_key)

    def close(self, name: str, token: Token) -> bytes:
        """The token as bytes to keep under this name."""
        content = msgspec.json.encode((token.access_token, token.expires_at, token.refresh_at))
        if self._cipher is None:
            return content
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, name.encode())

    def open(self, name: str, content: bytes) -> Token | None:
        """The token in what was kept under this name; None when it is another's, or damaged."""
        if self._cipher is not None:
            from cryptography.exceptions import InvalidTag

            nonce, sealed = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
            try:
                content = self._cipher.decrypt(nonce, sealed, name.encode())
            except (InvalidTag, ValueError):
                return None
        try:
            return Token(*msgspec.json.decode(content, type=_Parts))
        except ValueError:
            return None


def _problem(encryption_key: object, plain_text: object) -> str | None:
    if not isinstance(plain_text, bool):
        return f"plain_text must be True or False, not {type(plain_text).__name__}."
    if plain_text:
        if encryption_key is None:
            return None
        return "Give encryption_key, or say plain_text=True, not both."
    if encryption_key is None:
        return (
            "What is kept there are secrets: give encryption_key, 32 random bytes that all"
            " processes share (os.urandom(32) makes some), or say plain_text=True."
        )
    if not isinstance(encryption_key, bytes):
        return f"encryption_key must be 32 bytes, not {type(encryption_key).__name__}."
    if len(encryption_key) != _KEY_BYTES:
        return f"encryption_key must be 32 bytes, not {len(encryption_key)}. (It is not shown.)"
    return None


def _cipher(key: bytes) -> AESGCM:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise ConfigurationError(
            "encryption_key needs the package cryptography: install the extra `encryption`, in a"
            " clone by pip install '.[encryption]'; or say plain_text=True."
        ) from None
    return AESGCM(key)
