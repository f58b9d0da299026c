"""Configuration: what callers set, checked before anything is sent."""
