"""Transports: connections of our own, and what may take their place."""

from .pool import Auth, Client, LaneTransport, OwnTransport, Proxy, Transport

__all__ = ["Auth", "Client", "LaneTransport", "OwnTransport", "Proxy", "Transport"]
