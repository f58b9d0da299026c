"""Tokens in a file, shared by the processes of one machine."""

from __future__ import annotations

import os
from pathlib import Path

from .._redaction import forgets_locals
from ..errors import ConfigurationError
from .sealing import Seal
from .shared_store import SharedTokenStore
from .token_file import TokenFile

__all__ = ["FileTokenStore"]


def _at_home(path: Path) -> Path:
    """A path whose first part is `~` as it is meant: no folder is called so on purpose."""
    if path.parts[:1] != ("~",):
        return path
    try:
        return path.expanduser()
    except RuntimeError:
        raise ConfigurationError(
            f"path is {os.fspath(path)!r}, and this process has no home folder: say it in full."
        ) from None


class FileTokenStore(SharedTokenStore):
    """Keeps tokens in a file that the processes of one machine share.

    One process at a time fetches a token, the others find it there. The file and the lock file
    beside it are for their owner alone (mode 0600); the file is replaced as a whole, so that a
    process that is killed leaves no half of it. A file that cannot be read or written costs no
    call: each process then keeps tokens in memory.

    Args:
        path: the file. Its folder has to exist; a path that begins with `~/` is in the home folder.
        encryption_key: 32 bytes, the same in all processes; needs the extra `encryption`.
        plain_text: True to write tokens as they are, instead.

    Raises:
        ConfigurationError: no key and no `plain_text=True`, or what is no path.
    """

    @forgets_locals
    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        encryption_key: bytes | None = None,
        plain_text: bool = False,
    ) -> None:
        seal = Seal(encryption_key, plain_text)
        if not isinstance(path, str | os.PathLike) or not os.fspath(path):
            raise ConfigurationError(f"path must be the path of a file, not {path!r}.")
        file = _at_home(Path(path))
        if file.is_dir():
            raise ConfigurationError(f"path must be a file, and {os.fspath(path)!r} is a folder.")
        super().__init__(TokenFile(file), seal)
        self._path = file

    def __repr__(self) -> str:
        return f"{type(self).__name__}({os.fspath(self._path)!r})"
