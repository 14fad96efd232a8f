"""One cell of the backlog's table: who, how many rows waiting, how many processes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.contenders import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Medians over the rounds; times in milliseconds."""

    contender: str
    waiting: int
    processes: int
    rows_a_second: float
    rows_a_claim: float
    claim: float
    claim_p95: float
    complete: float


def cell(contender: str, waiting: int, processes: int, rounds: Sequence[Sequence[Share]]) -> Cell:
    """The figures of some rounds, each of the shares of all processes."""
    shares = [share for shares in rounds for share in shares]
    claims = [took * 1000 for share in shares for took in share.claim_seconds]
    completes = [took * 1000 for share in shares for took in share.complete_seconds]
    rates = [sum(share.rows / share.elapsed for share in shares) for shares in rounds]
    return Cell(
        contender=contender,
        waiting=waiting,
        processes=processes,
        rows_a_second=median(rates),
        rows_a_claim=sum(share.rows for share in shares) / len(claims),
        claim=median(claims),
        # A slow machine may have made but one claim.
        claim_p95=quantiles(claims, n=20)[-1] if len(claims) > 1 else claims[0],
        complete=median(completes),
    )


def as_markdown(cells: Iterable[Cell]) -> str:
    """The cells as a table for the documentation."""
    lines = [
        "| rows waiting | processes | queue | rows/s | rows a claim | claim, ms (median) |"
        " claim, ms (95 %) | completion, ms |",
        "|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {c.waiting:,} | {c.processes} | {c.contender} | {c.rows_a_second:,.0f} |"
        f" {c.rows_a_claim:.0f} | {c.claim:.1f} | {c.claim_p95:.1f} | {c.complete:.1f} |"
        for c in cells
    ]
    return "\n".join(lines)
