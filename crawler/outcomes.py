"""How a page ends: read, with what is to be stored, or failed, with a reason.

Spiders yield these; the pipeline stores each in one transaction together with the end of the
claim. `then` is the request that may only go out after that transaction: the next page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawler.inventory_walk import Problem, Source
from crawler.items import ReadPage

if TYPE_CHECKING:
    from scrapy import Request

    from db.queue import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class SellersRead:
    """One page of the directory; `position` is where the next reading of it starts."""

    page: ReadPage
    cursor: str
    position: dict[str, Any]
    then: Request | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRead:
    """BaT's live board: new lots are to be imported once, known ones get its words, and those that
    left it are to be looked at.

    asked_at: when the turn of the page's request came, by the database's clock. Of two pages that
    one host was asked for, it tells the newer.
    """

    page: ReadPage
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsRead:
    """A page of BaT's results; `position` is where the next walk of them starts."""

    page: ReadPage
    asked_at: datetime  # see BoardRead
    cursor: str
    position: dict[str, Any]
    then: Request | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessRead:
    """A seller's profile."""

    claim: Claim
    page: ReadPage
    asked_at: datetime  # see BoardRead


@dataclass(frozen=True, slots=True)
class SourceWalked:
    """The lists of one source were walked to their end.

    run_mode: which lists were walked: "current", "sold" or "both". began: when their start page was
    asked for, by the database's clock; None: it was not read.
    whole: whether every entry of them was taken. walked: the sources whose lists were taken whole
    so far. since: when the first source was begun.
    """

    run_mode: str
    began: datetime | None
    whole: bool
    walked: tuple[Source, ...]
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRead:
    """One page of an organisation's lists (the first, its home page, lists nothing).

    source: whose lists they are: its own site's or Classic.com's. reader: the platform's adapter.
    platform: what the organisation's site told of its platform on this page: a name, or "unknown".
    cursor: where the walk goes on; None: this was the last page of the last source. ended: this
    was the last page of this source. bat_username: of its member page on Bring a Trailer, if its
    home page links one. refused: a host that is not the row's own refused this page. problem: why
    the row ends ill all the same, though what could be read of it was.
    """

    claim: Claim
    page: ReadPage
    source: Source
    reader: str | None
    platform: str | None = None
    cursor: dict[str, Any] | None
    then: Request | None = None
    ended: SourceWalked | None = None
    bat_username: str | None = None
    refused: Refused | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRead:
    """The page of one listing."""

    claim: Claim
    page: ReadPage
    asked_at: datetime  # see BoardRead


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A page that gave nothing.

    reason: one of the failure reasons. wait: for `blocked`, seconds that the host itself asked
    for (or that are left of its block); None: it did not say. blocks: whether this answer is a
    new refusal, so that the host is to be blocked. platform: what was found out about the
    organisation's platform all the same. asked_at: see BoardRead; None: nothing was asked. rule:
    the rule by which a page is no vehicle's.
    """

    claim: Claim
    reason: str
    message: str
    http_status: int | None = None
    wait: float | None = None
    blocks: bool = True
    platform: str | None = None
    asked_at: datetime | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A host refused a page that no row waits for (a directory, a board): it is to be left alone.

    wait: seconds that it asked for; None: it did not say.
    """

    url: str
    message: str
    wait: float | None = None


Outcome = (
    SellersRead
    | BoardRead
    | ResultsRead
    | BusinessRead
    | InventoryRead
    | ListingRead
    | Failed
    | Refused
)
