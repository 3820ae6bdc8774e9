"""The list of planted bugs fits the code: each can be planted, and its tests are there."""

from pathlib import Path

import pytest

from tests.mutations.bug import Bug
from tests.mutations.bugs import BUGS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_can_be_planted_and_has_tests_that_should_notice(bug: Bug) -> None:
    assert (ROOT / bug.file).read_text("utf-8").count(bug.good) == 1
    assert bug.good != bug.bad
    assert bug.tests
    for node in bug.tests:
        file, _, name = node.partition("::")
        assert f"def {name}" in (ROOT / file).read_text("utf-8")


def test_each_bug_has_a_name_of_its_own() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS)
