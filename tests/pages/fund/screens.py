"""The fund administrator's screens in the demo, as they stand on the evening after both stories."""

from tests.pages.screens import Screen

F1 = "fonds1@relais.example"
F3 = "fonds3@relais.example"
DECIDE = "#fund-decide a.button"

SCREENS: tuple[Screen, ...] = (
    Screen("fund-home", F1, whole=True),
    Screen("fund-national", F3),
    Screen("fund-waiting", F1, "/fund/waiting"),
    Screen("fund-request", F1, "/", (DECIDE,), whole=True),
    Screen("fund-requests", F1, "/fund/requests"),
    Screen("fund-decided", F3, "/fund/requests", ("main .rows a.button",), whole=True),
    Screen("fund-payments", F1, "/fund/payments"),
    Screen("fund-payment", F1, "/fund/payments", ("main .rows a.button",), whole=True),
    Screen("fund-receipts", F1, "/fund/receipts"),
    Screen("fund-envelopes", F1, "/fund/envelopes"),
    Screen("fund-envelope", F1, "/fund/envelopes", ('.card a.button[href^="/fund/envelopes/"]',), whole=True),
    Screen("fund-new-envelope", F1, "/fund/envelopes/new", whole=True),
    Screen("fund-policy", F1, "/fund/policy"),
    Screen("fund-version", F1, "/fund/policy", (".card a.button",), whole=True),
    Screen("fund-simulation", F1, "/fund/policy", (".card a.button", 'a[href$="/simulation"]')),
    Screen("fund-new-policy", F1, "/fund/policy/new", whole=True),
    Screen("fund-reviews", F3, "/fund/reviews"),
    Screen("fund-payees", F1, "/fund/payees", whole=True),
    Screen("fund-approvers", F1, "/fund/approvers"),
    Screen("fund-duty", F3, "/fund/duty"),
    Screen("fund-vouchers", F1, "/fund/vouchers"),
    Screen("fund-carriers", F3, "/fund/carriers", whole=True),
    Screen("fund-comparisons", F1, "/fund/comparisons"),
    Screen("fund-books", F1, "/fund/books", whole=True),
    Screen("fund-entries", F1, "/fund/books/entries"),
    Screen("fund-reports", F1, "/reports", whole=True),
)
