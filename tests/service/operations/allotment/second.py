"""Asks the second solver, in a process of its own."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence

from service.operations.allotment.problem import Problem
from tests.service.operations.allotment.families import problem_of
from tests.service.operations.allotment.paper import drawn


def asked(name: str) -> Problem:
    """The problem of a name: `FAMILY:SEED`, or `drawn:SEED` for one in which everything can happen, 12 blocks large."""
    family, seed = name.rsplit(":", 1)
    if family == "drawn":
        return drawn(int(seed), blocks=12, houses=random.Random(seed).randint(6, 12))
    return problem_of(family, int(seed))


def second_opinion(names: Sequence[str]) -> list[list[int]]:
    """The seven figures of each problem, as the second solver finds them."""
    program = [sys.executable, "-m", "tests.service.operations.allotment.oracle", *names]
    told = subprocess.run(program, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in told.stdout.splitlines()]
