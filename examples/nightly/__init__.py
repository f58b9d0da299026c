"""A night's work for hundreds of tenants, on one machine or several. See docs/nightly.md."""
