"""Pages whose fields only scripts fill in, and what became of them."""

import json
import re
import shutil
from typing import Any

import psycopg

from tests.program import Program
from tests.web.scripted import Answer

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)

HOST = "www.quarry-lane.example"

URL = f"https://{HOST}/cars/1"

CAR = {
    "@context": "https://schema.org",
    "@type": "Car",
    "name": "1967 Lancia Fulvia",
    "url": "/cars/1",
    "vehicleModelDate": "1967",
    "brand": "Lancia",
    "model": "Fulvia",
    "offers": {"@type": "Offer", "price": "31500", "priceCurrency": "USD"},
}

WRITE = """
function write(car) {
  const script = document.createElement("script");
  script.type = "application/ld+json";
  script.textContent = JSON.stringify(car);
  document.head.append(script);
  const title = document.createElement("h1");
  title.textContent = car.name;
  document.body.append(title);
}
"""

ASK = WRITE + 'fetch("/api/cars/1").then(a => a.json()).then(write);'


def page(script: str, markup: str = "") -> Answer:
    """A page that states nothing but by its script."""
    return Answer(
        f"<!doctype html><html><head><title>Cars</title></head><body>{markup}"
        f"<script>{script}</script></body></html>"
    )


def as_json(value: object, **about: Any) -> Answer:
    return Answer(json.dumps(value), "application/json", **about)


def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as conn:
        return conn.execute(query).fetchall()


def read(night: Program, *settings: str, url: str = URL, status: int = 0) -> str:
    """Read one listing; the crawl's output."""
    code, output = night.run("scrapy", "crawl", "listings", "-a", f"url={url}", *settings)
    assert code == status, output[-4000:]
    assert "Traceback" not in output
    return output


def stat(output: str, name: str) -> int:
    found = re.search(rf"'{re.escape(name)}': (\d+)", output)
    return int(found[1]) if found else 0


def all_pages_closed(output: str) -> bool:
    opened = stat(output, "playwright/page_count")
    return opened > 0 and stat(output, "playwright/page_count/closed") == opened


def row(database: str) -> tuple[Any, ...]:
    (found,) = rows(database, "SELECT status, reason, message FROM import_queue")
    return found
