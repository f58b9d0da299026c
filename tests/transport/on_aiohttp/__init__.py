"""Tests of the connections of aiohttp."""
