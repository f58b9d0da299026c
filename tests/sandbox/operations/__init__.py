"""Tests of the sandbox: operations."""
