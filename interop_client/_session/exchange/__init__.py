"""One HTTP exchange: a request sent once, and what became of it.

Above the transports only this package names the HTTP library, since clients, transports and auth
objects of the caller's own speak it: `address` reads a URL as it does, `body` unpacks as it does,
`failure` tells its exceptions apart, `watch` follows a request of its kind, and `once` sends one.
"""

from .once import exchange

__all__ = ["exchange"]
