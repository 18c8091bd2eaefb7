"""A stand-in for Stripe: a small ASGI application that the real Stripe library talks to.

It lives beside the demo and not under `tests/`, because the demo pays against it too, and what is
installed carries no tests. It imports neither `service` nor `stripe`: it keeps books of its own, speaks
Stripe's own wire format and signs with its own code, so that it can contradict us. What it accepts and
answers is compared with the library's own types in `tests/service/fund/rails/test_double.py`.

Nothing here reaches a bank. It has no door to production: whoever assembles the application chooses it.
"""

from api.demo.stripe_double.app import StripeDouble
from api.demo.stripe_double.books import Books
from api.demo.stripe_double.faults import Delivery, Fault, Faults
from api.demo.stripe_double.hooks import Endpoint, Hooks, post_to, sign

__all__ = ["Books", "Delivery", "Endpoint", "Fault", "Faults", "Hooks", "StripeDouble", "post_to", "sign"]
