"""Objects as Stripe answers them, made whole: an account, a cardholder, a card and what it spends."""

from typing import Any

from api.demo.stripe_double.wire import Json

ASKED_AT_FIRST = ("business_profile.url", "external_account", "tos_acceptance.date", "tos_acceptance.ip")


def new_account(name: str, created: int, country: str = "CA") -> Json:
    """An account as it is made: nothing is known of who it is, and nothing reaches it."""
    return {
        "id": name,
        "object": "account",
        "business_profile": None,
        "business_type": None,
        "capabilities": {"transfers": "inactive"},
        "charges_enabled": False,
        "controller": {"is_controller": True, "type": "application"},
        "country": country,
        "created": created,
        "default_currency": "cad",
        "details_submitted": False,
        "email": None,
        "metadata": {},
        "payouts_enabled": False,
        "requirements": requirements(ASKED_AT_FIRST, "requirements.past_due"),
        "type": "none",
    }


def ready() -> Json:
    """What an account is once nothing is missing."""
    return {
        "capabilities": {"transfers": "active"},
        "details_submitted": True,
        "payouts_enabled": True,
        "requirements": requirements((), None),
    }


def requirements(due: tuple[str, ...], disabled: str | None) -> Json:
    """What Stripe still asks for, and why the account is stopped, where it is."""
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": list(due),
        "disabled_reason": disabled,
        "errors": [],
        "eventually_due": list(due),
        "past_due": list(due) if disabled else [],
        "pending_verification": [],
    }


def new_cardholder(name: str, created: int, form: Json) -> Json:
    """An organisation in whose name cards are made; never a person who is helped."""
    return {
        "id": name,
        "object": "issuing.cardholder",
        "billing": {"address": dict.fromkeys(("line2", "state")) | form["billing"]["address"]},
        "company": None,
        "created": created,
        "email": None,
        "individual": None,
        "livemode": False,
        "metadata": form.get("metadata", {}),
        "name": form["name"],
        "phone_number": None,
        "preferred_locales": None,
        "requirements": {"disabled_reason": None, "past_due": []},
        "spending_controls": None,
        "status": form.get("status", "active"),
        "type": form.get("type", "company"),
    }


def new_card(name: str, created: int, cardholder: Json, form: Json) -> Json:
    """A virtual card. Its number and code are in no answer: Stripe gives them only where they are asked for."""
    absent = "cancellation_reason financial_account latest_fraud_warning lifecycle_controls personalization_design "
    absent += "replaced_by replacement_for replacement_reason second_line shipping wallets"
    return dict.fromkeys(absent.split()) | {
        "id": name,
        "object": "issuing.card",
        "brand": "Visa",
        "cardholder": cardholder,
        "created": created,
        "currency": form["currency"],
        "exp_month": 12,
        "exp_year": 2030,
        "last4": "4242",
        "livemode": False,
        "metadata": form.get("metadata", {}),
        "spending_controls": _controls(form.get("spending_controls", {}), form["currency"]),
        "status": form.get("status", "inactive"),
        "type": form["type"],
    }


def new_authorization(name: str, created: int, card: Json, amount: int, approved: bool) -> Json:
    """A merchant asks whether the card is good for so many cents."""
    absent = "amount_details card_presence fleet fraud_challenges fuel network_data pending_request token treasury "
    absent += "verified_by_fraud_challenge wallet"
    return dict.fromkeys(absent.split()) | {
        "id": name,
        "object": "issuing.authorization",
        "amount": amount,
        "approved": approved,
        "authorization_method": "online",
        "balance_transactions": [],
        "card": card,
        "cardholder": card["cardholder"]["id"],
        "created": created,
        "currency": card["currency"],
        "livemode": False,
        "merchant_amount": amount,
        "merchant_currency": card["currency"],
        "merchant_data": _merchant(),
        "metadata": {},
        "request_history": [],
        "status": "pending" if approved else "closed",
        "transactions": [],
        "verification_data": _verified(),
    }


def new_card_transaction(name: str, created: int, card: Json, amount: int, authorization: str | None) -> Json:
    """What a merchant took (negative) or gave back (positive), in cents, as Stripe signs them."""
    absent = "amount_details balance_transaction dispute network_data purchase_details token treasury wallet"
    return dict.fromkeys(absent.split()) | {
        "id": name,
        "object": "issuing.transaction",
        "amount": amount,
        "authorization": authorization,
        "card": card["id"],
        "cardholder": card["cardholder"]["id"],
        "created": created,
        "currency": card["currency"],
        "livemode": False,
        "merchant_amount": amount,
        "merchant_currency": card["currency"],
        "merchant_data": _merchant(),
        "metadata": {},
        "type": "capture" if amount < 0 else "refund",
    }


def values(form: Any) -> list[Any]:
    """A list as the form encodes it: numbered from zero."""
    return [form[number] for number in sorted(form, key=int)] if isinstance(form, dict) else []


def _controls(wish: Json, currency: str) -> Json:
    limits = [
        {"amount": int(limit["amount"]), "categories": None, "interval": limit["interval"]}
        for limit in values(wish.get("spending_limits"))
    ]
    absent = "allowed_card_presences allowed_merchant_countries blocked_card_presences blocked_categories "
    absent += "blocked_merchant_countries"
    return dict.fromkeys(absent.split()) | {
        "allowed_categories": values(wish.get("allowed_categories")) or None,
        "spending_limits": limits,
        "spending_limits_currency": currency,
    }


def _merchant() -> Json:
    absent = dict.fromkeys(("city", "country", "postal_code", "state", "tax_id", "terminal_id", "url"))
    known = {
        "category": "hotels_motels_and_resorts",
        "category_code": "7011",
        "name": "HOTEL",
        "network_id": "1",
    }
    return absent | known


def _verified() -> Json:
    absent = dict.fromkeys(("authentication_exemption", "postal_code", "three_d_secure"))
    checks = ("address_line1_check", "address_postal_code_check", "cvc_check", "expiry_check")
    return absent | dict.fromkeys(checks, "not_provided")
