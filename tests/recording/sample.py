"""The sample web as it is recorded: always the same, and small."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.web.bat.site import HOST as BRING_A_TRAILER
from tests.web.bat.site import BringATrailer
from tests.web.classic.listed_car import HOST as CLASSIC_COM
from tests.web.server import Server
from tests.web.world import World

NOW = 1_767_225_600  # 2026-01-01 00:00 UTC: every time in the recorded web is counted from it
RECORDED_AT = "2026-01-01T00:00:00"
# How dealers' lists are read: JSON whose entries are records of their own, HTML with a pager and an
# archive of sold cars, a sitemap, pages that only schema.org describes, JSON that is POSTed for.
DESIGNS = ("vehica", "accelerate_grid", "auto_revo", "json_ld", "dealer_com_api")


def sample_world() -> World:
    """A directory of two pages, sellers without a site, a dealer for each of DESIGNS, the last of
    them with more cars than fit into one answer; lots that run and lots that ended."""
    return World(
        7,
        now=NOW,
        crawl_delay=0.02,
        sellers=23,
        designs=DESIGNS,
        dealers=len(DESIGNS) - 1,
        dealer_cars=(3, 30),
        dealer_sizes=(80,),
        live=4,
        ended=4,
        photos=(3, 6),
        comments=(2, 8),
    )


def ended_lots(world: World) -> list[str]:
    """The URLs of its lots that are over: no list that a spider reads names them."""
    site = next(site for site in world.sites if isinstance(site, BringATrailer))
    return sorted(lot.url for lot in site.lots if lot.status != "live")


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    """Serve `world`; gives its WEB_GATEWAY. The pages of Bring a Trailer and Classic.com go
    out compressed, as the real ones do; the dealers' do not."""

    @web.middleware
    async def compressed(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        accepted = request.headers.get("Accept-Encoding", "")
        if request.host in (BRING_A_TRAILER, CLASSIC_COM) and "gzip" in accepted:
            response.enable_compression(web.ContentCoding.gzip)
        return response

    application = Server(world).application()
    application.middlewares.append(compressed)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
