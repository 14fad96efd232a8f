"""Record the spiders' cassettes anew: `python -m tests.recording record`.

With WEB_GATEWAY from whatever answers there; with --open-web from the sites themselves (a CONTACT
is wanted then, and their pace is kept); else from a small sample web that it starts, and that
gives the same cassettes each time.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

from tests.recording import cassette
from tests.recording.flow import CASSETTES, SPIDERS, Recorder, RecordingFailed
from tests.recording.sample import RECORDED_AT, ended_lots, sample_world, served
from tests.recording.scratch import server


async def record(folder: Path, *, open_web: bool, lots: list[str]) -> None:
    """Record all cassettes into `folder`. `lots`: see Recorder.record. Raises RecordingFailed."""
    environment = dict(os.environ)
    recorded_at = None
    async with AsyncExitStack() as stack:
        if open_web:
            web = "open web"
            environment.pop("WEB_GATEWAY", None)
        elif environment.get("WEB_GATEWAY"):
            web = "gateway"
        else:
            world = sample_world()
            web, recorded_at = "sample", RECORDED_AT
            environment["WEB_GATEWAY"] = await stack.enter_async_context(served(world))
            environment["HOST_DELAY"] = "0.01"
            lots = lots or ended_lots(world)
        temporary = stack.enter_context(tempfile.TemporaryDirectory())
        recorder = Recorder(Path(temporary), server(), environment, recorded_at)
        await recorder.record(lots)
        recorder.keep(folder, web)


def summary(folder: Path) -> list[str]:
    """A line for each cassette: exchanges by HTTP status, and the file's size."""
    lines = []
    for spider in SPIDERS:
        path = folder / f"{spider}.json"
        found = Counter(one["response"]["status"]["code"] for one in cassette.read(path))
        answers = ", ".join(f"{number} × {status}" for status, number in sorted(found.items()))
        lines.append(f"{spider}: {answers}; {path.stat().st_size / 1000:.0f} kB")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.recording", description=__doc__)
    parser.add_argument("what", choices=["record"])
    parser.add_argument("--open-web", action="store_true", help="ask the sites themselves")
    parser.add_argument(
        "--lot", action="append", default=[], metavar="URL", help="an auction that is over"
    )
    parser.add_argument("--to", type=Path, default=CASSETTES, help="the folder to write to")
    asked = parser.parse_args()
    if asked.open_web and not os.environ.get("CONTACT"):
        parser.error("--open-web wants CONTACT: the address in the User-Agent")
    try:
        asyncio.run(record(asked.to, open_web=asked.open_web, lots=asked.lot))
    except RecordingFailed as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(summary(asked.to)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
