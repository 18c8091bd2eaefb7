"""The stand-in for Stripe, as tests know it; it lives beside the demo, which pays against it."""

from api.demo.stripe_double import (
    Books,
    Delivery,
    Endpoint,
    Fault,
    Faults,
    Hooks,
    StripeDouble,
    post_to,
    sign,
)

__all__ = ["Books", "Delivery", "Endpoint", "Fault", "Faults", "Hooks", "StripeDouble", "post_to", "sign"]
