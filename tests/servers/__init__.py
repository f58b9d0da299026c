"""Tests against real servers and proxies of Debian, which they start as processes on loopback."""
