"""One word for one thing, from page to column: readers and tables know the same vocabularies."""

from dataclasses import fields

from crawler import items
from db import models
from db.upserts import listings


def test_items_and_tables_know_the_same_words() -> None:
    assert items.BUSINESS_TYPES == models.BUSINESS_TYPES
    assert items.LISTING_STATUSES == models.LISTING_STATUSES
    assert items.LOT_STATUSES == models.LOT_STATUSES
    assert items.RESERVES == models.RESERVES
    assert items.SOURCES == listings.SOURCES


def test_every_field_of_a_vehicle_is_merged_by_some_group() -> None:
    grouped = [name for group in listings.GROUPS for name in group]
    assert sorted(grouped) == sorted(field.name for field in fields(items.Vehicle))


def test_every_field_of_an_item_is_a_column_of_its_table() -> None:
    tables = models.metadata.tables
    for item, table in (
        (items.Business, "businesses"),
        (items.Vehicle, "vehicles"),
        (items.Listing, "listings"),
        (items.VehicleImage, "vehicle_images"),
        (items.BatLot, "bat_lots"),
        (items.BatHistoryEntry, "bat_history"),
        (items.BatComment, "bat_comments"),
        (items.BatBid, "bat_bids"),
    ):
        columns = {column.name for column in tables[table].columns}
        assert {field.name for field in fields(item)} <= columns, table
