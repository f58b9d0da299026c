"""Tools for OpenAPI documents: what differs between two, and what one teaches the other."""
