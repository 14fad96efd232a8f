"""The memory of one long crawl: does it go on growing?"""

import time
from statistics import median

import psutil

from tests.bench.crawling import Crawl
from tests.bench.database import scratch_database
from tests.bench.figure import Figure
from tests.bench.web import served_lots


def _samples(process: psutil.Process, interval: float) -> list[float]:
    """The resident set of a process in MB, every `interval` seconds until its end."""
    samples = []
    try:
        while process.status() != psutil.STATUS_ZOMBIE:
            samples.append(process.memory_info().rss / 1e6)
            time.sleep(interval)
    except psutil.NoSuchProcess:
        return samples
    return samples


def run(quick: bool) -> list[Figure]:
    """The resident set of `scrapy crawl listings` in the last quarter of its time, beside the
    second (the first is its start)."""
    number, interval = (40, 0.05) if quick else (5_000, 0.5)
    with (
        scratch_database() as database,
        served_lots(number, photos=(3, 5), comments=(2, 5)) as lots,
    ):
        crawl = Crawl(database, lots)
        samples = _samples(psutil.Process(crawl.process.pid), interval)
        seconds = crawl.seconds()
    quarter = len(samples) // 4
    return [
        Figure(
            name="memory",
            value=median(samples[-quarter:]),
            unit="MB",
            reference=median(samples[quarter : 2 * quarter]),
            against="second quarter of the same crawl",
            at_most=1.1,
            details={
                "pages": number,
                "pages/s": number / seconds,
                "samples": len(samples),
                "MB at most": max(samples),
            },
        )
    ]
