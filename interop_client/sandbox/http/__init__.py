"""Requests and answers on a socket or in process."""
