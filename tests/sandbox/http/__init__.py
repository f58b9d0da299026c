"""Tests of the sandbox: http."""
