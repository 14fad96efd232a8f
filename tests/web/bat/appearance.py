"""One auction of a car, as the history on a lot's page tells of it."""

from dataclasses import dataclass

from tests.web.bat.money import named


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """How one auction of a car stands; `seller` and `buyer` are names, `amount` whole units."""

    url: str
    title: str
    seller: str
    status: str  # "live", "sold", "reserve_not_met" or "withdrawn"
    buyer: str | None  # of a sold lot
    currency: str
    amount: int | None  # the price of a sale, the bid that a reserve was not met with
    ended: int | None  # when it came to that, in unix seconds; None while live
    own: bool  # whether it is the auction of the page itself

    @property
    def text(self) -> str:
        """The words of the history: "Sold by A to B for USD $42,000.00"."""
        listed = f"Listed by {self.seller}"
        if self.amount is None:
            return f"{listed}, withdrawn" if self.status == "withdrawn" else listed
        amount = f"{named(self.currency, self.amount)}.00"
        if self.status == "sold":
            return f"Sold by {self.seller} to {self.buyer} for {amount}"
        return f"{listed}, bid to {amount}"
