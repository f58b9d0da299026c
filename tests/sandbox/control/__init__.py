"""Tests of the sandbox: control."""
