"""What `scrapy readpage` prints of a page's items."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crawler.commands.readpage import as_json
from crawler.items import CommentPhoto, CommentVideo
from tests.e2e.prompt import ROOT, scrapy
from tests.pages.invented_thread import UPLOADS, as_text, line, photo, thread, video

NOBODY = "postgresql://operator:swordfish@127.0.0.1:1/nights"


def printed(value: object) -> object:
    return json.loads(json.dumps(value, default=as_json))


def test_photos_and_videos_of_a_comment_are_objects() -> None:
    assert printed([CommentPhoto(url="a", width=1), CommentVideo(url="b", title="c")]) == [
        {"url": "a", "width": 1, "height": None},
        {"url": "b", "provider": None, "title": "c"},
    ]


def test_money_is_text_and_times_and_dates_are_iso_8601() -> None:
    assert printed([Decimal("9.50"), datetime(2026, 3, 14, 20, tzinfo=UTC), date(2026, 3, 14)]) == [
        "9.50",
        "2026-03-14T20:00:00+00:00",
        "2026-03-14",
    ]


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="no JSON for set"):
        printed({1})
    with pytest.raises(TypeError, match="no JSON for type"):
        printed(CommentPhoto)


def test_readpage_prints_the_photos_of_a_comment(tmp_path: Path) -> None:
    html = (ROOT / "tests/pages/fixtures/bat-sold.html").read_text(encoding="utf-8")
    said = [line(number, images=[photo("sill")], videos=[video()]) for number in range(1, 10)]
    vms = f"var BAT_VMS = {as_text(thread(*said))};"
    changed, count = re.subn(r"^var BAT_VMS = .*;$", lambda _: vms, html, flags=re.MULTILINE)
    assert count == 1
    page = tmp_path / "lot.html"
    page.write_text(changed, encoding="utf-8")
    url = "https://bringatrailer.com/listing/some-car/"
    ended = scrapy("readpage", str(page), "--url", url, database=NOBODY)
    assert ended.code == 0, ended.err
    comments = [i for i in json.loads(ended.out)["items"] if i["type"] == "BatComment"]
    assert len(comments) == 9
    sill = {"url": f"{UPLOADS}sill.jpg", "width": 2048, "height": 1536}
    assert comments[0]["photos"] == [sill]
    assert [one["provider"] for one in comments[0]["videos"]] == ["youtube"]
