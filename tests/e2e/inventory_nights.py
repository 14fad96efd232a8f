"""Four nights of dealers to whom things happen, as a test finds them."""

from dataclasses import dataclass

from tests.e2e.dealers import Dealer, Row, all_inventories_due, change, requests_of, rows, well
from tests.program import Program, SampleWeb, program

# By the name of what befalls it: a dealer's design and how many cars it has.
DEALERS = {
    "quiet": ("json_ld", 12),
    "quiet, with an interface": ("overfuel", 8),
    "quiet, with a sitemap": ("dealer_center", 8),
    "busy": ("accelerate_grid", 24),
    "silent on prices of sold cars": ("motorcar_pills", 6),
    "emptied": ("microdata", 6),
    "redesigned": ("accelerate_grid", 12),
    "half gone": ("json_ld", 42),
    "half garbled": ("json_ld", 42),
}
QUIET = [name for name in DEALERS if name.startswith("quiet")]


@dataclass(frozen=True)
class Night:
    """What a night asked for, by the dealers' names, and what stands in the tables after it, by
    the URLs of listings, numbers of vehicles and websites."""

    asked: dict[str, list[str]]
    listings: dict[str, Row]
    inventory: dict[str, Row]
    vehicles: dict[str, int]
    platforms: dict[str, str]


@dataclass(frozen=True)
class History:
    """Four nights. dealers: by their names; list_requests: what the lists of each cost at first;
    cars: some of them, by what befalls them; had: what each dealer offered and had sold
    at first, its URLs by status."""

    dealers: dict[str, Dealer]
    list_requests: dict[str, int]
    cars: dict[str, Row]
    had: dict[str, dict[str, list[str]]]
    nights: tuple[Night, Night, Night, Night]


def four_nights(database: str, web: SampleWeb, dealers: dict[str, Dealer]) -> History:
    """Between them: the first changes all, the second nothing but one car, the third brings cars
    back."""
    night = program(database, web.gateway)
    websites = [one.website for one in dealers.values()]
    well(night, "enqueue", "organization_inventory_sync_queue", *websites)
    list_requests = {name: one.list_requests() for name, one in dealers.items()}
    had = {name: by_status(one.stock()) for name, one in dealers.items()}
    busy, silent = dealers["busy"], dealers["silent on prices of sold cars"]
    priced = [one for one in busy.offered() if one["price"]]
    fates = ("sold", "sold unseen", "deleted", "unlisted", "back", "missed now and then")
    cars = dict(zip(fates, priced, strict=False))
    cars["sold in silence"] = next(one for one in silent.offered() if one["price"])

    nights = [passed(night, database, web, dealers)]
    busy.change("sell", cars["sold"], cars["sold unseen"])
    busy.change("unlist", cars["sold unseen"], cars["unlisted"], cars["back"])
    busy.change("unlist", cars["missed now and then"])
    busy.change("remove", cars["deleted"])
    dealers["emptied"].change("unlist", *dealers["emptied"].stock())
    dealers["redesigned"].change("redesign", theme="json_ld")
    silent.change("sell", cars["sold in silence"])
    for name, kind in (("half gone", "404"), ("half garbled", "wrong")):
        dealers[name].change("unlist", dealers[name].offered()[0])
        dealers[name].misbehave("/inventory/?page=2", kind)

    all_inventories_due(database)
    nights.append(passed(night, database, web, dealers))
    busy.change("relist", cars["missed now and then"])

    all_inventories_due(database)
    nights.append(passed(night, database, web, dealers))
    busy.change("relist", cars["back"])
    busy.change("unlist", cars["missed now and then"])
    for name in QUIET:
        change(
            database,
            "UPDATE listings SET last_seen_at = now() - interval '2 days' WHERE url LIKE %s",
            f"{dealers[name].website}%",
        )

    all_inventories_due(database)
    impatient = program(database, web.gateway, LISTING_REFRESH="1d")
    nights.append(passed(impatient, database, web, dealers))
    first, second, third, fourth = nights
    return History(dealers, list_requests, cars, had, (first, second, third, fourth))


def passed(night: Program, database: str, web: SampleWeb, dealers: dict[str, Dealer]) -> Night:
    """Walk all inventories and read all listings that are due then."""
    web.ask("/log?clear=1")
    well(night, "crawl", "dealer_inventory", "-a", "batches=0")
    well(night, "crawl", "listings", "-a", "batches=0")
    inventory = rows(
        database,
        """SELECT d.*, o.status AS had_as FROM dealer_inventory d
           LEFT JOIN organization_vehicles o USING (organization_id, vehicle_id)""",
    )
    return Night(
        asked={name: requests_of(web, one.host) for name, one in dealers.items()},
        listings={one["url"]: one for one in rows(database, "SELECT * FROM listings")},
        inventory={one["listing_url"]: one for one in inventory},
        vehicles={
            one["vin"]: one["id"]
            for one in rows(database, "SELECT id, vin FROM vehicles WHERE vin IS NOT NULL")
        },
        platforms={
            one["website"]: one["platform"] for one in rows(database, "SELECT * FROM businesses")
        },
    )


def by_status(stock: list[Row]) -> dict[str, list[str]]:
    """The URLs of what is sold and of what is not, as far as any list shows it."""
    listed = [one for one in stock if one["in_current_list"] or one["in_sold_list"]]
    return {
        "for_sale": sorted(one["url"] for one in listed if not one["sold"]),
        "sold": sorted(one["url"] for one in listed if one["sold"]),
    }
