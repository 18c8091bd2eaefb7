"""The nights that funds pay to one's own house (POL-03)."""

from litestar.di import NamedDependency

from api.doors import Caller, accepted, read
from service.fund.requests.nights import HotelNights, own_hotel_nights
from service.store.store import Store


@read(
    "/hotel-nights",
    id="list_hotel_nights",
    summary="Nights that funds pay to one's own house: how many, how much, how far",
    tag="fund",
)
async def get_hotel_nights(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[HotelNights]:
    async with store.reading(caller.seat) as session:
        return accepted(await own_hotel_nights(session))


handlers = [get_hotel_nights]
