"""Which browser is started, and with what."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.browser.middleware import launch_options
from crawler.browser.scripts import KeptScripts
from tests.program import ROOT


def settings(**values: str) -> Settings:
    return Settings({"BROWSER_EXECUTABLE": "", "BROWSER_SANDBOX": "", **values})


def test_the_named_executable_comes_before_those_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("google-chrome", "chromium-browser"):
        (tmp_path / name).touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = launch_options(settings())["executable_path"]
    assert found == str(tmp_path / "chromium-browser")
    named = launch_options(settings(BROWSER_EXECUTABLE="/opt/chrome"))
    assert named["executable_path"] == "/opt/chrome"


def test_without_one_it_is_playwrights_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "executable_path" not in launch_options(settings())


def test_the_browser_is_not_told_the_databases_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@db/x")
    assert "secret" not in str(launch_options(settings()))
    assert launch_options(settings())["env"]["PATH"] == os.environ["PATH"]


@pytest.mark.parametrize(("stated", "sandbox"), [("0", False), ("1", True)])
def test_the_sandbox_is_as_stated(stated: str, sandbox: bool) -> None:
    assert launch_options(settings(BROWSER_SANDBOX=stated))["chromium_sandbox"] is sandbox


def imported(hosts: str) -> str:
    """Which packages of the browser the settings and a crawler bring with them."""
    script = (
        "import sys\n"
        "from scrapy.crawler import Crawler\n"
        "from scrapy.utils.project import get_project_settings\n"
        "from scrapy.utils.misc import load_object\n"
        "settings = get_project_settings()\n"
        "for path in settings.getwithbase('DOWNLOADER_MIDDLEWARES'):\n"
        "    load_object(path)\n"
        "print(*sorted({'playwright', 'scrapy_playwright', 'tldextract'} & set(sys.modules)))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "BROWSER_HOSTS": hosts},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_nobody_pays_for_a_browser_that_is_not_asked_for() -> None:
    assert "playwright" not in imported("")
    assert "scrapy_playwright" in imported("cars.example")


def script(size: int, **headers: str) -> Response:
    return Response("https://cars.example/a.js", body=b"x" * size, headers=headers)


def test_scripts_are_kept_until_others_need_the_room() -> None:
    scripts = KeptScripts(size=10)
    for name in "abc":
        scripts.keep(name, script(4))
    assert [name for name in "abc" if scripts.get(name)] == ["b", "c"]
    scripts.keep("c", script(10))
    assert [name for name in "abc" if scripts.get(name)] == ["c"]


def test_scripts_that_are_too_large_failed_or_not_to_be_stored_are_not_kept() -> None:
    scripts = KeptScripts(size=10)
    scripts.keep("a", script(11))
    scripts.keep("b", script(1, **{"Cache-Control": "private, no-store"}))
    scripts.keep("c", script(1).replace(status=404))
    assert not any(map(scripts.get, "abc"))
