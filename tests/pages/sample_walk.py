"""A sample dealer's site walked as a crawl walks it, without database or network."""

import gzip
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from protego import Protego

from crawler import inventory_walk
from crawler.items import InventoryEntry, ReadPage
from crawler.pages.errors import Unreadable
from crawler.pages.platforms import Platform, recognise
from tests.web.dealers.site import DealerSites
from tests.web.pages import Page

AGENT = "overnight-extraction"


@dataclass
class Walked:
    """What a walk gave: the platform, the pages asked for (robots.txt and home page not counted),
    each entry, and whether the walk took all that there was."""

    platform: Platform
    asked: list[str] = field(default_factory=list)
    entries: list[InventoryEntry] = field(default_factory=list)
    whole: bool = True


def ask(sites: DealerSites, url: str, body: str | None = None) -> Page:
    """What the sample web answers. Asserts that the site's robots.txt allows the question."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    rules = Protego.parse(sites.answer(host, "/robots.txt", {}).body.decode())
    assert rules.can_fetch(url, AGENT), f"robots.txt forbids {url}"
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if body is not None:
        query["(body)"] = body
    return sites.answer(host, parts.path, query)


def text_of(answer: Page) -> str:
    """An answer's text; a file that is packed by itself (sitemap.xml.gz) is unpacked."""
    packed = answer.body.startswith(b"\x1f\x8b")
    return (gzip.decompress(answer.body) if packed else answer.body).decode()


def walk(
    sites: DealerSites, website: str, *, run_mode: str = "both", max_results: int = 0
) -> Walked:
    """Every list page of the site at `website`, by the best road that is open."""
    home = ask(sites, website).body.decode()
    platform = recognise(home)
    assert platform is not None, f"{website} is of no known platform"
    walked = Walked(platform)
    state = inventory_walk.first([("dealer", website)], run_mode)
    roads = platform.roads(home, website, run_mode)
    assert roads, f"{website}: no road"
    state = inventory_walk.started(state, platform.name, roads, datetime.now(UTC))
    while not state.is_over:
        # As after a crash: the cursor is all that is left.
        state = inventory_walk.Walk.of_cursor(state.as_cursor())
        page = state.pages[0]
        walked.asked.append(page.url if page.body is None else f"{page.url} {page.body}")
        answer = ask(sites, page.url, page.body)
        if answer.status != 200:
            other = inventory_walk.closed(state, "gone")
            assert other is not None, f"{page.url}: {answer.status}"
            state = other
            continue
        try:
            found: ReadPage = platform.read_list(text_of(answer), replace(page, url=page.url))
        except Unreadable as unread:
            # Another road may be open, as where a sitemap names no car.
            other = inventory_walk.closed(state, unread.reason)
            if other is None:
                raise
            state = other
            continue
        taken, state = inventory_walk.read(state, found, page.url, max_results=max_results)
        walked.entries += [item for item in taken.items if isinstance(item, InventoryEntry)]
    walked.whole = state.whole
    return walked
