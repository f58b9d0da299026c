"""Tests of the client's face and its settings."""
