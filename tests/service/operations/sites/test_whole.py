"""From parties and shelters to who goes where: every plan, judged by somebody who knows only the rules."""

from collections import Counter

import pytest

from service.operations.allotment.rules import levels
from service.operations.allotment.search import plan
from service.operations.sites.problem import allotted, question
from tests.service.operations.sites.raw import WANTED, broken, scene, scored


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_a_plan_of_people_keeps_every_rule_and_counts_what_it_says(first: int) -> None:
    """OPS-01, OPS-02, OPS-07, OPS-09, ADM-01, BED-03, BED-06, BED-12, BED-14, BED-15: from raw shelters to people, each
    rule as written, and the seven figures counted by hand."""
    for seed in range(first, first + 20):
        drawn = scene(seed)
        asked = question(drawn.blocks, drawn.sites, WANTED)
        found = plan(asked.problem)
        given = allotted(asked, found)
        assert broken(drawn, given) == [], seed
        assert scored(drawn, given) == levels(found.figures), seed
        hand = Counter(item.way for item in given)
        assert (hand["request"], hand["asked"]) == (found.figures.requests, found.figures.asked), seed
