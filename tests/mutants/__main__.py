"""`python -m tests.mutants`, or `make mutants`: the table, and whether it is good enough.

`RULES=service/fund/policy` looks at one room. What survived is in `.mutants/survivors.diff`.
"""

import os
import sys
from pathlib import Path
from time import monotonic

from tests.mutants.report import EACH, OVERALL, table, too_weak
from tests.mutants.selection import rules_of, who_test
from tests.mutants.workshop import NotRun, examine

PROJECT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Exit code 0 when enough mutants were noticed, 1 when not, 2 when they could not be tried."""
    started = monotonic()
    try:
        rules = rules_of(PROJECT, os.environ.get("RULES", ""))
        found = examine(PROJECT, rules, who_test(PROJECT, rules), PROJECT / ".mutants")
    except (NotRun, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    weak = too_weak(found)
    sys.stdout.write(f"{table(found)}\n{monotonic() - started:.0f} s; survivors: .mutants/survivors.diff\n")
    if weak:
        sys.stdout.write(f"Below {OVERALL:.0%} of all or {EACH:.0%} of a file: {', '.join(weak)}\n")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
