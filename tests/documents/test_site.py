"""The API reference that is made for the site."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import interop_client
from document_tools.reading import METHODS, load
from document_tools.site.llms import llms
from document_tools.site.pages import pages
from interop_client import auth, errors
from interop_client._generated.client import METHODS as NAMES
from interop_client._generated.client import SERVER_URL, TOKEN_PATH
from interop_client.models import __all__ as models

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages(ROOT)


def test_every_method_has_a_heading_its_request_and_its_evidence(made: dict[str, str]) -> None:
    document = load(ROOT / "openapi" / "interop.yaml")
    operations = {
        item[method]["operationId"]: (method.upper(), path, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    }
    assert set(NAMES) == set(operations)
    for operation, method in NAMES.items():
        page = made[f"{method.partition('.')[0]}.md"]
        verb, path, raw = operations[operation]
        whose = {"actor": "tenant", "account": "account"}[raw["x-credential"]]
        assert f"## {method} {{ #{method} }}" in page
        assert (
            f"`{verb} {path}`, operationId `{operation}`, {whose} credentials,"
            f" evidence of the path: {raw['x-evidence']['level']}." in page
        )
        assert f"`{operation}`" in made["index.md"]


def test_helpers_are_there_beside_the_operations(made: dict[str, str]) -> None:
    for helper in ("rollovers.ensure", "schedules.run_to_completion", "ingestions.wait"):
        assert f"## {helper} {{" in made[f"{helper.partition('.')[0]}.md"]


def test_every_model_and_error_has_a_heading(made: dict[str, str]) -> None:
    for name in models:
        if name not in ("UNSET", "Unset", "OpenEnum"):
            assert f"## {name} {{ #{name} }}" in made["models.md"], name
    for name in errors.__all__:
        if name.endswith("Error"):
            assert f"## {name} {{ #{name} }}" in made["errors.md"], name


def test_a_page_has_version_pythons_needs_and_licence(made: dict[str, str]) -> None:
    page = made["about.md"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"**{project['name']} {project['version']}**" in page
    assert "Python 3.11, 3.12, 3.13 and 3.14, on Linux, macOS and Windows" in page
    assert all(f"`{each}`" in page for each in project["dependencies"])
    extras = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert extras == set(project["optional-dependencies"]) - {"dev"}
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").strip() in page


def test_what_is_made_shows_its_defaults_and_where_the_service_is(made: dict[str, str]) -> None:
    for default in ("attempts: int = 4", "max_wait: float = 8.0", "quota: int | None = 500"):
        assert default in made["policies.md"]
    assert f"base_url: str = '{SERVER_URL}'" in made["client.md"]
    assert "RateLimit(\n    per_second: float,\n    burst: int = 1," in made["rate-limit.md"]


def test_the_reference_of_credentials_is_for_those_who_use_them(made: dict[str, str]) -> None:
    shown = set(re.findall(r"^## (\w+) ", made["auth.md"], re.MULTILINE))
    assert shown == {each for each in auth.__all__ if each in interop_client.__all__}
    assert "Credential(" not in made["auth.md"]


def test_a_page_that_speaks_of_evidence_says_what_it_means(made: dict[str, str]) -> None:
    for name, text in made.items():
        told = "*Source: " in text or "evidence of the path: " in text
        assert ("../index.md#how-far-to-trust-it" in text) is told, name


def test_no_page_names_a_file_in_the_place_of_a_page(made: dict[str, str]) -> None:
    for name, text in made.items():
        if name != "document.md":
            assert not re.search(r"docs/[a-z-]+\.md|^::$", text, re.MULTILINE), name


def test_no_page_shows_an_object_of_the_maker(made: dict[str, str]) -> None:
    for name, text in made.items():
        assert "object at 0x" not in text, name
        assert "griffe" not in text, name


def test_the_list_of_pages_names_each_page_of_the_navigation(made: dict[str, str]) -> None:
    folder = ROOT / "docs" / "reference"
    folder.mkdir(exist_ok=True)
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    text = llms(ROOT)
    assert text.startswith("# interop_client\n")
    assert "](reference/rollovers.html)" in text
    assert "](troubleshooting.html)" in text


def test_the_page_on_signing_in_says_where_the_service_is() -> None:
    page = (ROOT / "docs" / "authentication.md").read_text(encoding="utf-8")
    assert f"`{SERVER_URL}`" in page
    assert f"`{TOKEN_PATH}`" in page
