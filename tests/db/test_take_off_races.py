"""A page that is gone, and one that offers the same car, stored at one moment."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from crawler.items import Listing, Vehicle
from db import upserts

SITE = "https://www.quillon-cars.example"
CAR = Vehicle(year=1967, make="Alfa Romeo", chassis_number="AR245678", vin_text="AR245678")


async def offered(conn: AsyncConnection, organization_id: int, path: str) -> None:
    """The page at a path offers the car."""
    listing = Listing(
        url=f"{SITE}{path}", source="dealer", title="1967 Alfa Romeo GTV", status="for_sale"
    )
    stored = await upserts.store_listing(
        conn, listing, CAR, organization_id, seen_at=datetime.now(UTC)
    )
    assert stored is not None
    await upserts.link_vehicle(conn, organization_id, listing, stored.vehicle_id)


async def test_a_page_that_is_gone_takes_no_car_off_that_another_page_offers_just_now(
    engine: AsyncEngine, conn: AsyncConnection
) -> None:
    organization_id = await upserts.business_of_website(conn, f"{SITE}/")
    await offered(conn, organization_id, "/old")
    async with engine.connect() as new, engine.connect() as gone:
        await offered(new, organization_id, "/new")
        removal = asyncio.ensure_future(upserts.mark_removed(gone, f"{SITE}/old"))
        await asyncio.sleep(0.3)
        assert not removal.done(), "it waits for the page that is being stored"
        await new.commit()
        await removal
        await gone.commit()
    found = await conn.scalar(text("SELECT status FROM organization_vehicles"))
    assert found == "for_sale"
