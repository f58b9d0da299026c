"""Profiles: named settings in a TOML file, whose secrets stand elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from .exits import UsageError

# What a profile may hold, and the variable that it stands for.
_PLAIN = {
    "base_url": "INTEROP_BASE_URL",
    "token_url": "INTEROP_TOKEN_URL",
    "client_id": "INTEROP_CLIENT_ID",
}
_SECRET = {
    "client_secret": "INTEROP_CLIENT_SECRET",
    "api_key": "INTEROP_API_KEY",
    "lti_jwt": "INTEROP_LTI_JWT",
}
_COMMAND_SECONDS = 60.0


def config_path() -> Path:
    """Where the profiles are: `INTEROP_CONFIG`, or in the user's configuration folder."""
    environ = os.environ
    if named := environ.get("INTEROP_CONFIG"):
        return Path(named)
    if sys.platform == "win32":
        folder = Path(environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Application Support"
    else:
        folder = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return folder / "interop-client" / "config.toml"


def environment(profile: str | None) -> dict[str, str]:
    """The variables to make a client from: the process's, or those of a profile instead.

    Args:
        profile: the name of the profile; None, or nothing, for none.

    Raises:
        UsageError: there is no such profile, or it cannot be used.
    """
    variables = dict(os.environ)
    if not profile:  # Empty is how a variable of a shell is taken back.
        return variables
    path = config_path()
    settings = _profile(path, profile)
    for name in (*_PLAIN.values(), *_SECRET.values()):
        variables.pop(name, None)
    for key, value in settings.items():
        variables[_variable(key)] = _value(path, profile, key, value)
    return variables


def _profile(path: Path, profile: str) -> dict[str, object]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            f"there is no profile {profile!r}, since there is no file {path}: write one, or set"
            " the variables INTEROP_..."
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} cannot be read: it is not UTF-8") from None
    except ValueError as error:
        raise UsageError(f"{path} cannot be read as TOML: {error}") from None
    profiles = content.get("profiles")
    found = profiles.get(profile) if isinstance(profiles, dict) else None
    if not isinstance(found, dict):
        known = ", ".join(sorted(profiles)) if isinstance(profiles, dict) else ""
        raise UsageError(f"{path} has no profile {profile!r}; it has: {known or 'none'}")
    return found


def _variable(key: str) -> str:
    base = key.removesuffix("_command").removesuffix("_env")
    return _PLAIN.get(key) or _SECRET.get(base, "")


def _value(path: Path, profile: str, key: str, value: object) -> str:
    place = f"{path}, profile {profile!r}: {key}"
    if key in _SECRET:
        raise UsageError(
            f"{place} must not stand in a file: give {key}_command, a command that prints it, or"
            f" {key}_env, the variable that holds it"
        )
    if not _variable(key):
        known = [*_PLAIN, *(f"{name}_{how}" for name in _SECRET for how in ("command", "env"))]
        raise UsageError(f"{place} is not known; known are {', '.join(known)}")
    if key.endswith("_command"):
        return _printed(place, value)
    if not isinstance(value, str) or not value:
        raise UsageError(f"{place} must be a text")
    if key.endswith("_env"):
        if not os.environ.get(value):
            raise UsageError(f"{place}: the variable {value} is not set")
        return os.environ[value]
    return value


def _printed(place: str, command: object) -> str:
    """What a command prints, without the line's end. It is never shown."""
    if not (isinstance(command, list) and command and all(isinstance(x, str) for x in command)):
        raise UsageError(f"{place} must be a list: the program and its arguments")
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, timeout=_COMMAND_SECONDS, check=False, encoding="utf-8"
        )
    except OSError as error:
        reason = error.strerror or str(error)
    except subprocess.TimeoutExpired:
        reason = f"it had not ended after {_COMMAND_SECONDS:g} s"
    except ValueError:
        reason = "what it printed is not UTF-8, or its arguments cannot be given to a program"
    else:
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.strip()
        reason = f"exit code {done.returncode}" if done.returncode else "it printed nothing"
    raise UsageError(f"{place}: the command {command[0]!r} gave no secret: {reason}")
