"""Tests of connections: our own, and those of aiohttp."""
