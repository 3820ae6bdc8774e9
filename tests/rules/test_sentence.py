"""A rule as one English sentence."""

import pytest
from hypothesis import given

from cascade.rules.expr import Rule
from cascade.rules.query import parse
from cascade.rules.sentence import describe
from tests.rules.strategies import rules


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "type:movie unwatched:>2y size:>5GB -tag:keep reclaim:500GB",
            (
                "Films nobody has watched for more than 2 years, bigger than 5 GB, without the tag keep; "
                "biggest first; until 500 GB have come back."
            ),
        ),
        (
            "type:show status:ended plays:0 sort:-age limit:20",
            'Shows with the status "ended", with 0 plays; earliest added first; at most 20.',
        ),
        (
            "type:season -size:<5.5GiB added:..2020 sort:title free:1TB",
            (
                "Seasons of at least 5.5 GiB, added 2020 or earlier; by title, A to Z; "
                "until 1 TB are free on the disk."
            ),
        ),
        (
            "(rating:<60% watched:never) OR -in-progress:yes",
            (
                "Films and shows either (with rating below 6, never watched), or that are not in progress; "
                "biggest first."
            ),
        ),
        (
            "-(tag:a genre:b,c) -unwatched:>1y viewers:1..2",
            (
                "Films and shows to which this does not apply: (with the tag a, with the genre b or c), "
                "last watched (or, if never watched, added) at most 1 year ago, with 1 to 2 viewers; "
                "biggest first."
            ),
        ),
    ],
)
def test_a_rule_reads_as_a_sentence(query: str, sentence: str) -> None:
    assert describe(parse(query)) == sentence


@given(rules)
def test_every_rule_can_be_said(rule: Rule) -> None:
    said = describe(rule)
    assert said.endswith(".")
    assert "None" not in said
