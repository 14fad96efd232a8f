"""The people who sell, bid and comment. None of them exists."""

import random
from dataclasses import dataclass

_FIRST = (
    "Rusty", "Lazy", "Brass", "Loud", "Quiet", "Salty", "Dusty", "Crooked", "Hollow", "Merry",
    "Slow", "Amber", "Copper", "Wooden", "Gravel", "Midnight", "Paper", "Tin", "Velvet", "Windy",
)  # fmt: skip
_SECOND = (
    "Wrench", "Gasket", "Piston", "Tappet", "Otter", "Lantern", "Camshaft", "Dipstick", "Heron",
    "Solenoid", "Flywheel", "Badger", "Radiator", "Caliper", "Spanner", "Walnut", "Trunnion",
)  # fmt: skip
_JOINTS = ("", "", "_", "-")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Member:
    """A member as pages show one. A deleted account keeps its id and shows a made-up name."""

    id: int
    name: str
    deleted: bool = False
    staff: bool = False

    @property
    def shown(self) -> bool:
        """Whether pages link the name to a profile."""
        return not (self.deleted or self.staff)

    @property
    def url(self) -> str:
        slug = self.name.lower().replace("_", "-")
        return f"https://bringatrailer.com/member/{slug}/" if self.shown else ""


ANONYMOUS = Member(0, "Anonymous", deleted=True)  # who announces that a reserve was not met
STAFF = Member(9, "bringatrailer", staff=True)  # its comments carry no profile link


def make_members(rng: random.Random, count: int) -> list[Member]:
    """`count` members with different ids and names; about one of 25 has deleted the account."""
    members = []
    for number in range(count):
        deleted = number % 25 == 24
        if deleted:
            name = "AnonUser" + "".join(rng.choices(_LETTERS, k=5))
        else:
            joint = rng.choice(_JOINTS)
            name = f"{rng.choice(_FIRST)}{joint}{rng.choice(_SECOND)}{number}"
        members.append(Member(10_000 + 37 * number, name, deleted=deleted))
    return members
