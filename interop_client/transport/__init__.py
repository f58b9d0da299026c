"""Transports: connections of our own, and what may take their place."""

from .base import Auth, Client, OwnTransport, Proxy, Transport
from .lane_transport import LaneTransport

__all__ = ["Auth", "Client", "LaneTransport", "OwnTransport", "Proxy", "Transport"]
