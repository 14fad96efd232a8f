"""How far a query's results have been walked, while new results push the old ones back.

Results stand newest first, 36 on a page. What no crawl has read yet lies in stretches: the front,
above what the last crawl saw, and the backlog, which ends with the list. A crawl that ends inside
the front leaves a stretch of its own.

A place in the list is kept as a page of the list as it was with so many results. When there are
more, the same lot stands further back; when there are fewer, further in front. Rounding goes
towards the front: a lot may be read twice, none is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crawler.pages.bring_a_trailer import RESULTS_PER_PAGE

# A site that answers with two counts by turns must not hold the walk up.
_DOUBTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page of results says about the list."""

    page: int  # the one that was asked for
    items_total: int
    pages_total: int
    empty: bool = False
    newest: datetime | None = None  # when the page's first lot ended; None if it does not tell
    oldest: datetime | None = None  # its last one

    @property
    def refuses(self) -> bool:
        """Whether the site counts results on the page, but shows none."""
        return self.empty and self.page <= self.pages_total


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Results that nobody has read: those from `page` on, down to what is known."""

    page: int
    items_total: int  # of the list when the place was `page`
    until: datetime | None = None  # lots that ended before were read; None: to the list's end
    # The page that last showed the list had become shorter, and how often.
    doubted: tuple[int, int] = (0, 0)

    def due(self, items_total: int) -> int:
        """The page on which it begins now that the list has `items_total` results."""
        return max(1, self.page + (items_total - self.items_total) // RESULTS_PER_PAGE)

    def after(self, answer: Answer) -> Stretch:
        """What is left of it after a page."""
        due = self.due(answer.items_total)
        if answer.page < due:  # new results came in between: all of the page was read before
            return self
        if answer.page > due:
            page, times = self.doubted
            times = times + 1 if page == answer.page else 1
            if times <= _DOUBTS:
                doubted = (answer.page, times)
                return replace(self, page=due, items_total=answer.items_total, doubted=doubted)
        return replace(self, page=answer.page + 1, items_total=answer.items_total)

    def is_reached_by(self, answer: Answer) -> bool:
        """Whether the page goes down to what is known. Lots that end in one second may stand on
        two pages."""
        if self.until is None or answer.oldest is None:
            return False
        return answer.oldest < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsWalk:
    """Where the walk stands, after each page."""

    newest: datetime | None = None  # when the newest lot that the last crawl saw had ended
    unread: tuple[Stretch, ...] = ()  # the front first
    refused: int | None = None  # the page from which on the site shows no more of this query

    @classmethod
    def from_json(cls, position: Mapping[str, Any] | None) -> ResultsWalk:
        """The walk that `as_json` gave; None is one that nobody has begun."""
        if position is None:
            return cls()
        return cls(
            newest=_moment(position["newest"]),
            unread=tuple(
                Stretch(
                    page=stretch["page"],
                    items_total=stretch["items_total"],
                    until=_moment(stretch["until"]),
                    doubted=(stretch["doubted"][0], stretch["doubted"][1]),
                )
                for stretch in position["unread"]
            ),
            refused=position["refused"],
        )

    def as_json(self) -> dict[str, Any]:
        """The walk as it is kept between crawls."""
        return {
            "newest": _text(self.newest),
            "unread": [
                {
                    "page": stretch.page,
                    "items_total": stretch.items_total,
                    "until": _text(stretch.until),
                    "doubted": stretch.doubted,
                }
                for stretch in self.unread
            ],
            "refused": self.refused,
        }

    def next_page(self, items_total: int) -> int | None:
        """The page to ask for, now that the list has `items_total` results; None: all is read."""
        return self.unread[0].due(items_total) if self.unread else None

    def after_front(self, answer: Answer, again: timedelta = timedelta()) -> ResultsWalk:
        """The walk after a crawl's first page, which is the list's first.

        again: how far below the newest lot that was read its front reaches: what was read there
        may say something else since.
        """
        until = None if self.newest is None else self.newest - again
        front = Stretch(page=1, items_total=answer.items_total, until=until)
        begun = replace(self, newest=answer.newest or self.newest, unread=(front, *self.unread))
        return begun.after_page(answer)

    def after_page(self, answer: Answer) -> ResultsWalk:
        """The walk after any other page."""
        if not self.unread:
            return self
        first, *others = self.unread
        if answer.refuses:
            return self.after_refusal(answer.page)
        left = first.after(answer)
        if left.doubted != first.doubted:  # what the page goes down to does not close the gap
            return replace(self, unread=(left, *others))
        if answer.page >= answer.pages_total and left.page > answer.page:
            return replace(self, unread=())
        if first.is_reached_by(answer):
            return replace(self, unread=tuple(others))
        return replace(self, unread=(left, *others))

    def after_refusal(self, page: int) -> ResultsWalk:
        """The walk when the site shows nothing of this query from `page` on."""
        return replace(self, unread=(), refused=page)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
