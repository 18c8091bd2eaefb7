"""The scripted scenarios: the demo's people at work, over HTTP, each step judged by what their replies show."""

SCENARIOS = {
    "opapa": "api.demo.scenarios.opapa",
    "transfer": "api.demo.scenarios.transfer",
    "fund": "api.demo.scenarios.fund",
}
"""Name on the command line → module that defines `SCRIPT`."""
