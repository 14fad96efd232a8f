"""`python -m tests.chaos --rounds N --seed S [--only FAULT]`: nights during which things go wrong.

Each round is a whole small night against the sample web: workers are killed, frozen, cut off from
the database, the server dies, its disk is full, transactions collide. Then one undisturbed night
must bring exactly the truth. Exit status 1 if a round did not; its processes' outputs are kept.
"""

import argparse
import logging
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tests.chaos.faults import FAULTS
from tests.chaos.round import run_round
from tests.chaos.surroundings import surroundings


def main() -> int:
    """Run the rounds, a line for each, and a summary."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1, help="of the first round; the next is +1")
    parser.add_argument("--only", choices=[kind.name for kind in FAULTS], metavar="FAULT")
    asked = parser.parse_args()
    # Also one that was started in the background ends in order: a server and a mount are its own.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # connections break here all the time
    kept = Path(tempfile.mkdtemp(prefix="chaos-rounds-"))
    done = lost = twice = stuck = wrong = 0
    with surroundings(kept) as (server, web, room):
        if room is None:
            print("no small file system can be mounted here: the disk is never full")
        for seed in range(asked.seed, asked.seed + asked.rounds):
            folder = kept / f"seed-{seed}"
            try:
                result = run_round(seed, server, web, folder, room=room, only=asked.only)
            except KeyboardInterrupt:
                print(f"seed {seed} interrupted")
                break
            print("\n    ".join([result.line(), *result.problems]), flush=True)
            done += 1
            lost, twice = lost + len(result.lost), twice + len(result.twice)
            stuck, wrong = stuck + len(result.stuck), wrong + len(result.wrong)
            if not result.problems:
                shutil.rmtree(folder)
    print(f"{done} rounds: {lost} lost, {twice} twice, {stuck} stuck, {wrong} wrong")
    if lost + twice + stuck + wrong:
        print(f"outputs of the rounds that went wrong: {kept}")
        return 1
    shutil.rmtree(kept)
    return 0 if done == asked.rounds else 130


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
