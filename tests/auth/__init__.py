"""Tests of proof, tokens and their stores."""
