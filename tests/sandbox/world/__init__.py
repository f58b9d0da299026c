"""Tests of the sandbox: world."""
