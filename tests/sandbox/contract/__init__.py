"""Tests of the sandbox: contract."""
