"""A listing's photos."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from db.upserts.listings import StoredListing
from db.upserts.rows import Children, Stored, store_children

_IMAGES = Children(
    table="vehicle_images",
    parent="listings",
    digest="images_digest",
    key=("vehicle_id", "url"),
    types=(("url", "text"), ("position", "smallint"), ("width", "int"), ("height", "int")),
    fixed=(("vehicle_id", "bigint"), ("listing_id", "bigint")),
    # A photo that another listing of the car shows, too, keeps that listing's position.
    ours=("listing_id",),
)


async def store_images(
    conn: AsyncConnection, listing: StoredListing, images: Sequence[Any]
) -> Stored:
    """Keep the gallery (url, position, width, height) of a listing that has a vehicle. An
    unchanged gallery is not even sent. Photos that left the page stay."""
    return await store_children(
        conn,
        _IMAGES,
        images,
        parent=listing.id,
        fixed={"vehicle_id": listing.vehicle_id, "listing_id": listing.id},
        stored=listing.images_digest,
    )
