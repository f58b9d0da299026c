"""Blueprints: XML that is checked for form and read for its version and title."""

from __future__ import annotations

import pytest

from interop_client.sandbox.contract.blueprint import BlueprintError, read_blueprint


def test_a_blueprint_is_read_for_its_version_and_title() -> None:
    found = read_blueprint(
        b'<B Version="2.0"><Integration><Title>A &amp; B</Title></Integration></B>'
    )
    assert (found.version, found.title) == ("2.0", "A & B")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b"<a/><b/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_a_blueprint_that_is_broken_or_declares_entities_is_refused(content: bytes) -> None:
    with pytest.raises(BlueprintError):
        read_blueprint(content)
