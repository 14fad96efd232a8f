"""A listing's photos."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.listings import StoredListing
from db.upserts.rows import Children, Stored, store_children

_TYPES = (("url", "text"), ("position", "smallint"), ("width", "int"), ("height", "int"))
_OF_A_VEHICLE = Children(
    table="vehicle_images",
    parent="listings",
    digest="images_digest",
    key=("vehicle_id", "url"),
    types=_TYPES,
    fixed=(("vehicle_id", "bigint"), ("listing_id", "bigint")),
    # A photo that another listing of the car shows, too, keeps that listing's position.
    ours=("listing_id",),
)
_OF_NO_VEHICLE = Children(
    table="vehicle_images",
    parent="listings",
    digest="images_digest",
    key=("listing_id", "url"),
    types=_TYPES,
    fixed=(("listing_id", "bigint"),),
    where="vehicle_id IS NULL",
)


async def store_images(
    conn: AsyncConnection, listing: StoredListing, images: Sequence[Any]
) -> Stored:
    """Keep the gallery (url, position, width, height) of a listing: its photos are its vehicle's,
    if it has one. An unchanged gallery is not even sent. Photos that left the page stay."""
    fixed = {"listing_id": listing.id}
    if listing.vehicle_id is not None:
        fixed["vehicle_id"] = listing.vehicle_id
    return await store_children(
        conn,
        _OF_NO_VEHICLE if listing.vehicle_id is None else _OF_A_VEHICLE,
        images,
        parent=listing.id,
        fixed=fixed,
        stored=listing.images_digest,
    )
