"""`python -m tests.components`: the bill of materials on the standard output (`make sbom` writes it to a file)."""

import sys

from tests.components.bill import bill

if __name__ == "__main__":
    sys.stdout.write(bill() + "\n")
