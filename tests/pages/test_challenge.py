"""A bot wall is told from the site, and from the wall's scripts on the site's own pages."""

import pytest

from crawler.items import ListPage
from crawler.pages import classic_com
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Challenge
from crawler.pages.platforms import PLATFORMS, Platform, recognise

WALLS = {
    "Cloudflare's title": "<html><head><title>Just a moment...</title></head></html>",
    "Cloudflare's script": '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1">',
    "Cloudflare's options": "<script>window._cf_chl_opt={cvId:'3'}</script>",
    "Cloudflare's mark": '<meta name="cf-mitigated" content="challenge">',
    "DataDome": '<script src="https://ct.captcha-delivery.com/c.js"></script>',
    "Akamai": "<title>Access Denied</title><p>Reference #18.2d1</p>",
    "Akamai's errors": "<a href='https://errors.edgesuite.net/18.2d1'>",
    "PerimeterX": '<div class="box" id="px-captcha"></div>',
}


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_a_wall_is_refused(wall: str) -> None:
    with pytest.raises(Challenge):
        refuse_challenge(wall)


@pytest.mark.parametrize(
    "page",
    [
        "<title>1967 Ford Mustang</title><p>Just a moment... the owner said.</p>",
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><h1>Cars</h1>",
        "<script src='/cdn-cgi/challenge-platform/h/g/scripts/jsd/1a2b/main.js'></script>",
        "<script src='https://js.datadome.co/tags.js'></script><h1>Cars</h1>",
        "<title>Access Denied</title>",
    ],
)
def test_a_page_of_the_site_behind_a_wall_is_not_refused(page: str) -> None:
    refuse_challenge(page)


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
def test_every_reader_of_dealers_refuses_walls(platform: Platform) -> None:
    wall, url = WALLS["Cloudflare's title"], "https://oakhouse.example/vehicles"
    with pytest.raises(Challenge):
        platform.roads(wall, url, "both")
    with pytest.raises(Challenge):
        platform.read_list(wall, ListPage(url, "sold"))
    with pytest.raises(Challenge):
        platform.read_vehicle(wall, url)


def test_a_wall_is_of_no_platform() -> None:
    with pytest.raises(Challenge):
        recognise(WALLS["Cloudflare's title"])


def test_every_reader_of_classic_com_refuses_walls() -> None:
    wall = WALLS["Cloudflare's script"]
    with pytest.raises(Challenge):
        classic_com.read_directory(wall, classic_com.directory_url("all", 1))
    profile = "https://www.classic.com/s/hollow-road-aB1cD2e/"
    with pytest.raises(Challenge):
        classic_com.read_profile(wall, profile)
    with pytest.raises(Challenge):
        classic_com.inventory_start(wall, profile, "both")
    with pytest.raises(Challenge):
        classic_com.read_inventory(wall, ListPage(profile))
    with pytest.raises(Challenge):
        classic_com.read_vehicle(wall, "https://www.classic.com/veh/1962-hollow-road-aB1cD2e/")
