"""Writes `docs/overrides.md` from `service.overrides` and every `Reason`: `python -m tests.quality.overrides`."""

from importlib import import_module
from pathlib import Path

from service.overrides import WHYS, Way, ways
from service.refusals import REASONS
from tests.quality.source import modules, name_of

PAGE = Path(__file__).parents[2] / "docs" / "overrides.md"
for _path in modules("service", "api"):
    if " Reason(" in _path.read_text(encoding="utf-8"):
        import_module(name_of(_path).removesuffix(".py").replace("/", "."))
"""Every reason is known once its module is: not only those that a door happens to need."""


def page() -> str:
    """The page: a table of the rules, then the rest by why it is said (RIG-01)."""
    known = ways()
    lines = [
        "# Every no, and who gets past it",
        "",
        "Made by `python -m tests.quality.overrides`; a test keeps it true. Rules first, then what is no rule.",
    ]
    for why, what in WHYS.items():
        codes = sorted(code for code in known if known[code].why == why and code in REASONS)
        lines += ["", f"## {what}", "", "| code | what is said | who, through what |", "|---|---|---|"]
        lines += [f"| `{code}` | {REASONS[code].title.en} | {_who(known[code], code)} |" for code in codes]
    return "\n".join(lines) + "\n"


def _who(way: Way, code: str) -> str:
    if way.why == "overridden":
        return f"{way.by}: `{way.through}`"
    return way.through or REASONS[code].advice.en


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
