"""Fetch, read, store, complete: pages a second of a whole crawl, beside plain Scrapy's."""

import json
import subprocess
import sys
from statistics import median

from tests.bench.crawling import PROJECT_ROOT, Crawl
from tests.bench.database import scratch_database
from tests.bench.figure import Figure
from tests.bench.web import ServedLots, served_lots


def _plain(lots: ServedLots) -> float:
    """Seconds that a spider with an empty callback takes for the same pages."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bench.plain_spider", lots.gateway],
        cwd=PROJECT_ROOT,
        input="\n".join(lots.urls),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    stats = json.loads(ended.stdout)
    if stats.get("downloader/response_status_count/200") != len(lots.urls):
        raise RuntimeError(f"not every page came: {stats}")
    return float(stats["elapsed_time_seconds"])


def run(quick: bool) -> list[Figure]:
    """`scrapy crawl listings` on lots of 400 to 500 kB, hosts without delay, in turns with a
    plain spider on the same pages of the same server."""
    number, rounds = (6, 1) if quick else (900, 3)
    ours, plain = [], []
    with (
        scratch_database() as database,
        served_lots(number, photos=(130, 170), comments=(54, 120)) as lots,
    ):
        for _ in range(rounds):
            plain.append(number / _plain(lots))
            ours.append(number / Crawl(database, lots).seconds())
    return [
        Figure(
            name="whole path",
            value=median(ours),
            unit="pages/s",
            reference=median(plain),
            against="plain Scrapy, empty callback",
            at_least=0.2,
            details={"pages": number, "kB a page": lots.page_bytes / 1000},
        )
    ]
