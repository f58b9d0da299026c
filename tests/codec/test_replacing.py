"""Replacing what is there, and blueprints."""

from __future__ import annotations

from typing import Any

import pytest

from interop_client._codec import body as _body
from interop_client.models import (
    UNSET,
    ScopingCourse,
    ScopingSchool,
)

from .sending import ID, Recorder, body_of

# Replacing what is there.


@pytest.mark.parametrize("resource", ["scoping_schools", "scoping_courses"])
@pytest.mark.anyio
async def test_replace_must_be_said(api: Any, recorder: Recorder, resource: str) -> None:
    create = getattr(api, resource).create
    items = [ScopingSchool()] if resource == "scoping_schools" else [ScopingCourse()]
    with pytest.raises(TypeError, match="required keyword-only argument: 'replace'"):
        await create([])
    for unclear in (None, "false", 0, 1, UNSET):
        with pytest.raises(TypeError, match="replace must be "):
            await create(items, replace=unclear)
    assert recorder.sent == []


@pytest.mark.parametrize("resource", ["scoping_schools", "scoping_courses"])
@pytest.mark.anyio
async def test_replacing_by_nothing_is_refused(api: Any, recorder: Recorder, resource: str) -> None:
    create = getattr(api, resource).create
    nothing: Any
    for nothing in ([], ()):
        with pytest.raises(ValueError, match="would delete everything; call delete_all for that"):
            await create(nothing, replace=True)
    with pytest.raises(TypeError, match=r"must be a list of Scoping\w+, not generator"):
        await create((item for item in [nothing]), replace=True)
    assert recorder.sent == []
    await create([], replace=False)
    assert (recorder.sent[0].query, body_of(recorder.sent[0])) == ("replace=false", {"data": []})


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("schools", "items must be a list of ScopingSchool, not str"),
        (ScopingSchool(), "items must be a list of ScopingSchool, not ScopingSchool"),
        ({"name": "x"}, "items must be a list of ScopingSchool, not dict"),
        ([ScopingSchool(), {"name": "x"}], r"items\[1\] must be a ScopingSchool, not dict"),
        ([None], r"items\[0\] must be a ScopingSchool, not NoneType"),
    ],
)
@pytest.mark.anyio
async def test_items_of_another_kind_are_refused(
    api: Any, recorder: Recorder, items: Any, message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        await api.scoping_schools.create(items, replace=True)
    assert recorder.sent == []


# Blueprints.


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ("<a/>", b"<a/>"),
        ("<a>é</a>", "<a>é</a>".encode()),
        (b"<a>\xc3\xa9</a>", "<a>é</a>".encode()),
        ('<?xml version="1.0"?><a/>', b'<?xml version="1.0"?><a/>'),
        ('<?xml version="1.0" encoding="UTF-8"?><a>é</a>', None),
        ('<?xml version="1.0" encoding="us-ascii"?><a>e</a>', None),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><a>\xe9</a>', None),
        ("<a>é</a>".encode("utf-16"), None),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", None),
        ("\ufeff<a/>", None),
    ],
)
@pytest.mark.anyio
async def test_well_formed_xml_is_sent_as_it_is(
    api: Any, recorder: Recorder, body: str | bytes, content: bytes | None
) -> None:
    await api.integrations.update_blueprint(ID, ID, body)
    operation = recorder.sent[0]
    expected = body if isinstance(body, bytes) else body.encode()
    assert operation.content == (expected if content is None else content)
    assert operation.content_type == "application/xml"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "not well-formed XML: no element found"),
        (b"", "not well-formed XML: no element found"),
        ("not xml", "not well-formed XML: syntax error: line 1, column 0"),
        ("<a>", "not well-formed XML: no element found"),
        ("<a></b>", "not well-formed XML: mismatched tag"),
        (b"<a></b>", "not well-formed XML: mismatched tag"),
        ("<a/><b/>", "not well-formed XML: junk after document element"),
        ("<a>&b;</a>", "not well-formed XML: undefined entity"),
        (b"<a>\xff</a>", "not well-formed XML"),
        ("<a>\x00</a>", "not well-formed XML"),
        ("<a>\ud83d</a>", "body is not valid text: it has half a surrogate pair at 3"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', "encoding 'iso-8859-1'"),
        ('<?xml version="1.0" encoding="utf-16"?><a/>', "declares encoding 'utf-16'; pass bytes"),
        ('<?xml version="1.0" encoding="us-ascii"?><a>é</a>', "encoding 'us-ascii'"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "unknown encoding"),
        (b'<?xml version="1.0" encoding="shift_jis"?><a/>', r"checked: .*; send it as UTF-8"),
    ],
)
@pytest.mark.anyio
async def test_other_xml_is_refused_before_it_is_sent(
    api: Any, recorder: Recorder, body: str | bytes, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        await api.integrations.update_blueprint(ID, ID, body)
    assert recorder.sent == []


@pytest.mark.parametrize("body", [None, 7, ["<a/>"], bytearray(b"<a/>"), {}])
def test_xml_is_text_or_bytes(body: Any) -> None:
    with pytest.raises(TypeError, match="body must be XML as str or bytes, not "):
        _body.xml_content(body)


def test_an_entity_bomb_does_not_explode() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 40))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "{"x" * 100}">{levels}]><a>&l39;</a>'
    with pytest.raises(ValueError, match="not well-formed XML: "):
        _body.xml_content(bomb)
    outside = '<!DOCTYPE a [<!ENTITY file SYSTEM "file:///etc/passwd">]><a>&file;</a>'
    assert _body.xml_content(outside) == outside.encode(), "nothing is fetched"
