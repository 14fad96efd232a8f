"""The walk over an organisation's lists: which page is next, what of it is taken, when it ends.

The walk is the claimed row's cursor, so that a crash resumes at the page it came to.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from crawler.items import InventoryEntry, ListPage, ReadPage
from crawler.pages.links import host_without_www
from crawler.pages.platforms import Road

Source = Literal["dealer", "classic_com"]

MOST_PAGES = 1_000  # of one source: a pager that goes on for ever is none
# What closes one road, while another one may be open. The rest passes, or says nothing of a road.
_CLOSED = frozenset(("robots", "gone", "unreadable"))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one of the sources gave nothing: fields of crawler.outcomes.Failed."""

    reason: str
    message: str
    http_status: int | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the walk stands.

    source: whose lists are walked. run_mode: which of them, "current", "sold" or "both". start:
    the page that tells where they are, while it is not read; platform: who reads them. pages: the
    list pages to ask for, the next one first. others: other roads to the same lists. began: when
    the start page was asked for (ISO, the database's clock). asked: the pages asked for, and
    `shown`, what each of them listed, shortened to a few digits: a pager that comes back to
    either is at its end. given: how many entries were taken, by status. whole: whether every
    entry of the lists was taken. later: where the sources after this one start. walked: the
    sources before this one whose lists were taken whole; since: when the first source was begun.
    problem: why an earlier source gave nothing.
    """

    source: Source
    run_mode: str
    start: str | None = None
    platform: str | None = None
    pages: tuple[ListPage, ...] = ()
    others: tuple[Road, ...] = ()
    began: str | None = None
    asked: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    given: Mapping[str, int] = field(default_factory=dict)
    whole: bool = True
    later: tuple[tuple[Source, str], ...] = ()
    walked: tuple[Source, ...] = ()
    since: str | None = None
    problem: Problem | None = None

    @property
    def is_over(self) -> bool:
        """Whether this source has nothing more to ask for."""
        return self.start is None and not self.pages

    def as_cursor(self) -> dict[str, Any]:
        """As JSON."""
        cursor: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return cursor

    @classmethod
    def of_cursor(cls, cursor: Mapping[str, Any]) -> "Walk":
        """The walk that `as_cursor` gave. Raises ValueError for a cursor of an older version."""
        try:
            walk = cls(**cursor)
            return replace(
                walk,
                pages=tuple(ListPage(**page) for page in cursor["pages"]),
                others=tuple(tuple(ListPage(**page) for page in road) for road in cursor["others"]),
                asked=tuple(cursor["asked"]),
                shown=tuple(cursor["shown"]),
                later=tuple((source, url) for source, url in cursor["later"]),
                walked=tuple(cursor["walked"]),
                problem=Problem(**cursor["problem"]) if cursor["problem"] else None,
            )
        except (TypeError, KeyError) as error:
            raise ValueError(f"no walk: {error}") from error


def first(sources: list[tuple[Source, str]], run_mode: str) -> Walk:
    """The walk over these sources (who, and the page that tells where the lists are)."""
    (source, start), *later = sources
    return Walk(source=source, run_mode=run_mode, start=start, later=tuple(later))


def started(walk: Walk, platform: str, roads: list[Road], began: datetime) -> Walk:
    """The start page was read: the best road is taken."""
    road, *others = roads or [()]
    return replace(
        walk,
        start=None,
        platform=platform,
        pages=road,
        others=tuple(others),
        began=began.isoformat(),
        since=walk.since or began.isoformat(),
    )


def read(walk: Walk, page: ReadPage, url: str, *, max_results: int) -> tuple[ReadPage, Walk]:
    """The next list page was read: what of it is taken, and the walk after it.

    url: the page's final URL. Of a list that holds all, only things of the walk's run mode are
    taken. max_results: of each status at most so many; 0: all.
    """
    asked, *rest = walk.pages
    given, taken, cut = dict(walk.given), [], False
    entries = [item for item in page.items if isinstance(item, InventoryEntry)]
    mark = _print(entries)
    # What was shown already was taken then. Shown again as another list, it would change status.
    again = bool(entries) and mark in walk.shown
    for entry in entries if not again else ():
        status = entry.status or "unknown"
        if asked.status is None and not _wanted(entry.status, walk.run_mode):
            continue
        if max_results and given.get(status, 0) >= max_results:
            cut = True
            continue
        given[status] = given.get(status, 0) + 1
        taken.append(entry)
    following, leads_away = _further(walk, page, url, rest)
    walk = replace(
        walk,
        asked=(*walk.asked, _key(asked)),
        shown=walk.shown if again or not entries else (*walk.shown, mark),
        given=given,
        whole=walk.whole and not (cut or page.unread or leads_away),
    )
    further = () if again or (cut and not taken) else following
    if max_results and asked.status and given.get(asked.status, 0) >= max_results and further:
        # The rest of this list would be left out.
        walk, further = replace(walk, whole=False), ()
    pages = (*further, *rest)
    if pages and len(walk.asked) >= MOST_PAGES:
        walk, pages = replace(walk, whole=False), ()
    return replace(page, items=tuple(taken)), replace(walk, pages=pages)


def closed(walk: Walk, reason: str) -> Walk | None:
    """The page at hand gave nothing: the walk goes another way, or without the page. None where
    there is no going on: the page may come another time, or its reader must be mended."""
    if walk.start is not None or not walk.pages or reason not in _CLOSED:
        return None
    if walk.others:
        road, *others = walk.others
        # It shows the same things from its beginning on.
        return replace(
            walk, pages=road, others=tuple(others), asked=(), shown=(), given={}, whole=True
        )
    asked, *rest = walk.pages
    # A site may well have no archive of sold cars.
    no_archive = asked.status == "sold" and reason == "gone"
    if reason != "unreadable" and (no_archive or walk.asked):
        return replace(walk, pages=tuple(rest), whole=walk.whole and no_archive)
    return None


def walked(walk: Walk) -> tuple[Source, ...]:
    """The sources whose lists were taken whole, when this one is over."""
    is_whole = walk.began is not None and walk.whole
    return (*walk.walked, walk.source) if is_whole else walk.walked


def next_source(walk: Walk) -> Walk | None:
    """The walk over the sources after this one; None after the last."""
    if not walk.later:
        return None
    (source, start), *later = walk.later
    return Walk(
        source=source,
        run_mode=walk.run_mode,
        start=start,
        later=tuple(later),
        walked=walked(walk),
        since=walk.since,
        problem=walk.problem,
    )


def _wanted(status: str | None, run_mode: str) -> bool:
    if status is None or run_mode == "both":
        return True
    return (status == "sold") == (run_mode == "sold")


def _further(
    walk: Walk, page: ReadPage, url: str, rest: list[ListPage]
) -> tuple[tuple[ListPage, ...], bool]:
    """The pages that this one leads to: of its own site, and not asked for yet; and whether it
    leads to another site's, too, where there may be more."""
    known = {*walk.asked, *(_key(one) for one in (walk.pages[0], *rest))}
    own = [one for one in page.further if host_without_www(one.url) == host_without_www(url)]
    return tuple(one for one in own if _key(one) not in known), len(own) < len(page.further)


def _key(page: ListPage) -> str:
    return page.url if page.body is None else f"{page.url} {_short(page.body)}"


def _print(entries: list[InventoryEntry]) -> str:
    return _short(" ".join(sorted(entry.url for entry in entries)))


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
