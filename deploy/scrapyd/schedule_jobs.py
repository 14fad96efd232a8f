"""Asks a Scrapyd to run this project's spiders: one request to its /schedule.json for each entry
of the schedule.json beside this file (or of the file named), in that order."""

import argparse
import json
import os
import sys
from base64 import b64encode
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

PROJECT = "overnight_extraction"
HERE = Path(__file__).parent


def schedule(url: str, job: dict[str, str]) -> str:
    """Ask for one crawl: its `spider`, and that spider's arguments. Returns Scrapyd's job id.

    Raises RuntimeError with what Scrapyd says when it refuses, URLError when it does not answer.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise RuntimeError(f"not an http(s) URL: {url!r}")
    form = urlencode({"project": PROJECT, **job}).encode()
    request = Request(urljoin(url, "schedule.json"), form)  # noqa: S310
    if name := os.environ.get("SCRAPYD_USERNAME"):
        words = f"{name}:{os.environ.get('SCRAPYD_PASSWORD', '')}"
        request.add_header("Authorization", f"Basic {b64encode(words.encode()).decode()}")
    with urlopen(request, timeout=60) as response:  # noqa: S310
        answer = json.load(response)
    if answer["status"] != "ok":
        raise RuntimeError(f"{job['spider']}: {answer['message']}")
    return str(answer["jobid"])


def main() -> int:
    """Schedule every entry; 1 at the first that is refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:6800/", help="Scrapyd's address")
    parser.add_argument("file", nargs="?", type=Path, default=HERE / "schedule.json")
    asked = parser.parse_args()
    try:
        for job in json.loads(asked.file.read_text(encoding="utf-8")):
            print(job["spider"], schedule(asked.url, job), flush=True)  # noqa: T201
    except (RuntimeError, URLError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
