"""Why a page could not become items. Each error is one failure reason of a queue row."""

from collections.abc import Sequence


class PageError(Exception):
    """A page that gives no items. `reason` is the failure reason stored on the queue row; `about`
    what else there is to say of it, by the names of crawler.outcomes.Failed."""

    reason = "unreadable"

    @property
    def about(self) -> dict[str, str]:
        """Nothing, of most pages."""
        return {}


class Unreadable(PageError):
    """A field that every page of this class states is missing, or contradicts itself.

    The site changed, or the page was cut. The row fails and waits for a mended reader.
    """


def refuse_many_unread(reasons: Sequence[str], entries: int) -> None:
    """Do nothing where hardly any of a list's `entries` could not be read (`reasons`: why, of each
    of those): one odd entry must not keep all others from being seen.

    Raises Unreadable for more than a tenth: a list that changed must not pass for a short one.
    """
    if len(reasons) * 10 > entries:
        number = f"{len(reasons)} of {entries} entries"
        raise Unreadable(f"{number} cannot be read, as this one: {reasons[0]}")


class NotAVehicle(PageError):
    """The page is sound, but what it offers is not a car (a part, a sign, an article).

    `rule` names the rule that decided, so that skips can be counted by rule.
    """

    reason = "not_a_vehicle"

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule

    @property
    def about(self) -> dict[str, str]:
        """The rule."""
        return {"rule": self.rule}


class Challenge(PageError):
    """A page that asks whether we are a person. The host does not want us now: it is blocked."""

    reason = "blocked"
