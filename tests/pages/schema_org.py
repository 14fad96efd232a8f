"""Pages of a site that is read by its schema.org markup."""

import json
from typing import Any

from crawler.items import Listing
from crawler.pages.platforms import platform_named

PLATFORM = platform_named("schema_org")

SITE = "https://hollow-road.example"

URL = f"{SITE}/cars/7"


def script_of(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def listing_of(node: dict[str, Any]) -> Listing:
    listing = PLATFORM.read_vehicle(script_of(node), URL).items[0]
    assert isinstance(listing, Listing)
    return listing
