"""Tests of pagers."""
