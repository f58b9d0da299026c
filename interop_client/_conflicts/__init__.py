"""Conflicts: what a 409 means, told from the state of the service, and sending again after it."""
