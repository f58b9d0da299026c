"""The scripted service by its old name."""

from support.scripted import (
    AUTH,
    BASE_URL,
    SECRET,
    Answer,
    MovedClock,
    Received,
    Respond,
    Scripted,
    client_of,
    operation,
    reply,
    serving,
    token_reply,
)

__all__ = [
    "AUTH",
    "BASE_URL",
    "SECRET",
    "Answer",
    "MovedClock",
    "Received",
    "Respond",
    "Scripted",
    "client_of",
    "operation",
    "reply",
    "serving",
    "token_reply",
]
