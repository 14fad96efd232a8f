"""`make demo`: one whole night against the sample web, on the database of DATABASE_URL or the
embedded one; ends with the report, and with 0 only if everything went well."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from db.engine import shown_url
from tests.program import ROOT, SampleWeb, sample_web

# The sample web's clock stands still between two demos: the second then finds nothing new.
CLOCK = ROOT / ".data" / "demo-clock"


def clock() -> float:
    """The time that the sample web's times are counted from: the first demo's, unix seconds."""
    if not CLOCK.exists():
        CLOCK.parent.mkdir(exist_ok=True)
        CLOCK.write_text(str(time.time()))
    return float(CLOCK.read_text())


def scrapy(*words: str, given: str | None = None, log: IO[str] | None = None) -> int:
    """A command of the project, its output shown; what it logs goes to `log`, if given."""
    command = [sys.executable, "-m", "scrapy", *words]
    return subprocess.run(
        command, cwd=ROOT, input=given, stderr=log, text=True, check=False
    ).returncode


def night(web: SampleWeb) -> int:
    """One night; returns 0 if all of it went well."""
    os.environ |= {"WEB_GATEWAY": web.gateway, "HOST_DELAY": "0.01"}
    os.environ.setdefault("CONTACT", "demo@example.org")
    began = datetime.now(UTC)
    path = ROOT / ".data" / "demo.log"
    with path.open("w") as log:
        print(f"The night runs; its log is {path.relative_to(ROOT)} …", flush=True)
        # The board shows what runs, the results what ended; a lot that was withdrawn is on neither
        # list, and given by hand.
        codes = [scrapy("crawl", "bat_results", "-a", "pages=0", log=log)]
        lots = web.truth["bat_lots"]
        withdrawn = [str(lot["url"]) for lot in lots if lot["status"] == "withdrawn"]
        codes.append(scrapy("enqueue", "import_queue", "-", given="\n".join(withdrawn)))
        command = [sys.executable, "scheduler.py", "--once"]
        codes.append(subprocess.run(command, cwd=ROOT, stderr=log, check=False).returncode)
    seconds = (datetime.now(UTC) - began).total_seconds()
    print(f"The night took {seconds:.0f} s.\n", flush=True)
    codes.append(scrapy("report", "--since", began.isoformat()))
    codes.append(scrapy("status"))
    return max(codes)


def main() -> int:
    """The demo; returns the exit status."""
    print(f"Database: {shown_url()}", flush=True)
    arguments = ("--seed", "7", "--crawl-delay", "0.01", "--now", str(clock()))
    with tempfile.TemporaryDirectory() as folder, sample_web(Path(folder), *arguments) as web:
        return night(web)


if __name__ == "__main__":
    sys.exit(main())
