"""Codec: Python values to what goes on the wire and back, without any I/O.

It is all that generated code needs, together with `operation` and `pagination`.
"""
