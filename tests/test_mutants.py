"""The patches that bring in bugs fit the code, so that `nox -s mutants` can try them."""

from __future__ import annotations

import pytest
from mutants.run import ROOT, Mutant, apply, mutants


@pytest.mark.parametrize("mutant", list(mutants()), ids=lambda mutant: mutant.name)
def test_each_bug_can_still_be_brought_in_and_names_tests_that_exist(mutant: Mutant) -> None:
    done = apply(mutant, ROOT, "--check")
    assert done.returncode == 0, done.stderr
    assert mutant.changed
    paths = [each for each in mutant.tests if each.endswith(".py")]
    assert paths
    assert all((ROOT / path).is_file() for path in paths)
