"""A short form in a list whose session ended: it comes back filled, at its own row (point 23)."""

import re
from datetime import timedelta

import httpx

from api.browser.cookies import SESSION
from api.pages.keeping import KEPT
from service.clock import SetClock
from service.store.store import Store
from tests.service.fund.conftest import Fund
from tests.signing import invited

OURS = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html", "Accept-Language": "en"}


async def test_a_limit_comes_back_at_its_own_row(
    fund: Fund, plain_client: httpx.AsyncClient, plain_store: Store, clock: SetClock
) -> None:
    """CNF-08: the sum as it was typed, beside the person for whom it was meant, and for nobody else."""

    async def seated() -> str:
        return f"{SESSION}={(await invited(plain_store, fund.first, by='passkey')).token}"

    early = await seated()
    clock.advance(timedelta(minutes=31))
    typed = {"_page": "/fund/approvers", "at": str(fund.second), "up_to": "313", "day": ""}
    path = f"/fund/approvers/{fund.second}"
    late = await plain_client.post(path, data=typed, headers={**OURS, "Cookie": early})
    (key,) = re.findall(rf'{KEPT}="?([\w-]+)', late.headers["set-cookie"])
    plain_client.cookies.clear()
    cookies = f"{await seated()}; {KEPT}={key}"
    again = await plain_client.get("/fund/approvers", headers={**OURS, "Cookie": cookies})
    assert again.text.count('value="313"') == 1
    row = again.text.partition(f'action="{path}"')[2].partition("</form>")[0]
    assert 'value="313"' in row
