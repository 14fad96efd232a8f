"""Two machines, one database, one night: hosts keep their pace, nothing is lost or done twice."""

import signal
import time
from collections import Counter
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path
from urllib.parse import urlsplit

from db.queue import host_of
from tests.cluster import cluster
from tests.e2e.request_log import Asked, by_host, requests
from tests.e2e.shifts import Shift, keep_busy, shifts
from tests.e2e.truth import differences, unfinished
from tests.machines import Machine, machines
from tests.program import SampleWeb, give_ended_lots, program, sample_web
from tests.roles import install_roles

LEASE = 6.0  # seconds
CUT = 12.0  # seconds that a machine is without its database: more than a lease
DELAY = 0.3  # seconds, of every host
RETRY_AFTER = 5.0  # seconds
# A request comes in late by what the worker and the sample web were busy with just then, and the
# one after it seems too early by as much. Pages are read in 10 to 40 ms, and the processes here are
# more than the processors. Without a common pace two workers would meet within milliseconds.
TOLERANCE = 0.2  # seconds
UNHURRIED = "www.copperline-motors.example"
CRAWL_DELAY = 0.9  # seconds, of that host's robots.txt
REFUSING = "bringatrailer.com"
LIVE = ("-a", "chain_depth=1", "-a", "bat_import_batch=0")


def test_a_night_of_two_machines_with_stops_kills_and_a_cut(tmp_path: Path) -> None:
    with (
        machines("m1", "m2") as site,
        cluster(tmp_path / "cluster", listen=site.database) as server,
        sample_web(
            tmp_path, "--address", site.web, "--crawl-delay", "0", "--scale", "small"
        ) as web,
    ):
        database = server.new_database()
        install_roles(database)
        night = program(database, web.gateway, LEASE_SECONDS=str(LEASE), HOST_DELAY=str(DELAY))
        first, second = site.machines
        misbehave(web)
        give_ended_lots(night, web)
        for machine, words in ((first, ("classic_sellers",)), (second, ("bat_live", *LIVE))):
            code, output = machine.place(night).run("scrapy", "crawl", *words)
            assert code == 0, output[-2000:]
        places = [*shifts(first, night, 2), *shifts(second, night, 2)]
        try:
            cut, held = one_night(places, second, database, web)
        finally:
            for place in places:
                if place.crawl is not None:
                    place.crawl.process.kill()
        log = requests(web)
        undisturbed = [
            crawl
            for place in places
            for crawl in place.crawls
            if not any(crawl is other for other in place.disturbed)
        ]
        for crawl in undisturbed:
            assert crawl.process.returncode == 0, crawl.output[-3000:]
        assert list(islice(differences(database, web.truth), 1)) == []
        assert list(unfinished(database)) == []
        keeps_the_pace(log)
        asks_once(log, held)
        leaves_a_refusing_host_alone(log)
        asks_nothing_while_cut_off(log, *cut, workers=2)


def misbehave(web: SampleWeb) -> None:
    """One host in no hurry, one that refuses once, one page that moved."""
    web.ask(
        f"/misbehave?host={UNHURRIED}&path=/robots.txt&kind=unhurried&times=0&seconds={CRAWL_DELAY}"
    )
    lot = urlsplit(str(web.truth["bat_lots"][0]["url"])).path
    web.ask(f"/misbehave?host={REFUSING}&path={lot}&kind=redirect&to={lot}")
    web.ask(f"/misbehave?host={REFUSING}&path=/listing/*&kind=429&seconds={RETRY_AFTER:g}")


def one_night(
    places: list[Shift], machine: Machine, database: str, web: SampleWeb
) -> tuple[tuple[float, float], set[str]]:
    """The night until nothing is due, with what befalls it. machine: the one that is cut off; the
    last two places are its own. Returns when (monotonic) it was cut off and came back, and the
    pages whose rows were held by a worker that was stopped, killed or cut off."""
    held: set[str] = set()
    before: list[int] = []  # how many crawls the cut machine's places had begun
    began = back = 0.0

    def stop(number: signal.Signals, *among: Shift) -> bool:
        for place in among:
            if found := place.holds(database):
                held.update(found)
                place.disturb(number)
                return True
        return False

    def cut_off() -> bool:
        nonlocal began
        if not any(place.holds(database) for place in places[2:]):
            return False
        machine.cut_off()
        began = time.monotonic()
        for place in places[2:]:
            place.disturb()
            held.update(place.holds(database))
        before.extend(len(place.crawls) for place in places[2:])
        return True

    def rejoin() -> bool:
        nonlocal back
        if time.monotonic() < began + CUT:
            return False
        machine.rejoin()
        back = time.monotonic()
        for place, number in zip(places[2:], before, strict=True):
            place.disturbed += place.crawls[number:]  # they began without a database
        return True

    # One after the other, each at so many requests of the night, or as soon as it can be done then.
    befalls: list[tuple[int, Callable[[], bool]]] = [
        (40, lambda: stop(signal.SIGKILL, *places[:2])),
        (55, lambda: stop(signal.SIGTERM, *places[2:])),
        (70, cut_off),
        (0, rejoin),
        (130, lambda: stop(signal.SIGKILL, *places)),
        (145, lambda: stop(signal.SIGTERM, *places)),
    ]
    deadline = time.monotonic() + 600
    while keep_busy(places, database):
        assert time.monotonic() < deadline, [
            place.crawls[-1].output[-1500:] for place in places if place.crawls
        ]
        if befalls and len(requests(web)) >= befalls[0][0] and befalls[0][1]():
            befalls.pop(0)
        time.sleep(0.2)
    assert befalls == [], "the night was too short: the test proves nothing"
    return (began, back), held


def keeps_the_pace(log: list[Asked]) -> None:
    """No two requests of a host closer than its delay, whoever asked and whatever for; closer than
    its Crawl-delay from the page on that was asked after robots.txt."""
    hosts = by_host(log)
    assert len(hosts) >= 5
    gaps: dict[str, list[float]] = {}
    for host, asked in hosts.items():
        assert asked[0].path == "/robots.txt", asked[0]
        known = [a for n, a in enumerate(asked) if host == UNHURRIED and n >= 1]
        gaps[host] = [b.at - a.at - DELAY for a, b in pairwise(asked)]
        gaps[host] += [b.at - a.at - CRAWL_DELAY for a, b in pairwise(known)]
    early = {host: round(-min(found), 3) for host, found in gaps.items() if found}
    assert max(early.values()) <= TOLERANCE, early


def asks_once(log: list[Asked], held: set[str]) -> None:
    """No page was read twice but those whose worker was stopped, killed or cut off meanwhile. A
    profile on Classic.com is read for its seller, where its lists of cars begin, and as one of them
    where it has too few for lists."""
    held_pages = {(host_of(url), urlsplit(url).path) for url in held}
    held_sites = {host for host, path in held_pages if path == "/"}
    read = Counter(
        (asked.host, asked.path)
        for asked in log
        if asked.status == 200 and asked.path != "/robots.txt"
    )
    again = [
        (host, asked)
        for (host, asked), number in read.items()
        if number > (3 if asked.startswith("/s/") else 1)
    ]
    for host, asked in again:
        assert host in held_sites or (host, urlsplit(asked).path) in held_pages, (host, asked)


def leaves_a_refusing_host_alone(log: list[Asked]) -> None:
    """After a 429 nobody asks before the time that it named, but for the one request of each other
    worker that had its slot when the answer came."""
    (refusal,) = (asked for asked in log if asked.status == 429)
    asked = [a.at - refusal.at for a in log if a.host == REFUSING and a.at > refusal.at]
    early = [at for at in asked if at < RETRY_AFTER - TOLERANCE]
    assert len(early) <= 3


def asks_nothing_while_cut_off(log: list[Asked], began: float, back: float, workers: int) -> None:
    """But for the one request of a host that each worker had a slot for."""
    meanwhile = [asked for asked in log if asked.by("m2") and began < asked.at < back]
    for host, asked in by_host(meanwhile).items():
        assert len(asked) <= workers, (host, asked)
        assert asked[-1].at - began < workers * 2 * CRAWL_DELAY
