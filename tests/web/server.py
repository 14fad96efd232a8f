"""The sample web behind one port: the `Host` header of a request chooses its site.

The host `control.sample` (and the port's own address) is the control desk:
`/ready` answers once the server does;
`/log` is the list of requests as JSON (`time` in seconds of this machine's monotonic clock, `agent`
who asked, as it calls itself), `?clear=1` empties it after;
`/clock` is the sample web's time as JSON, `?now=N`, `?speed=S` or both set it; `/truth`
is the truth about all pages at that time, as JSON;
`/dealer?host=H&do=sell|remove|unlist|relist&number=N` and `/dealer?host=H&do=redesign&theme=T`
change a dealer's site (see DealerSites: an unlisted car's page stays); `/stock?host=H` is what it
shows at present, as JSON;
`/misbehave?host=H&path=P&kind=K&times=N[&seconds=S][&to=T]` adds a rule, `/behave` drops all rules.
"""

import asyncio
import time

from aiohttp import web

from tests.web.as_json import as_json, truth_json
from tests.web.misbehaviour import HUGE_BYTES, KINDS, Rule, spoiled
from tests.web.pages import Page
from tests.web.world import World

CONTROL = ("control.sample", "127.0.0.1", "localhost")
_OTHER_PATHS = ("/auctions/", "/data", "/")  # where a page of another class may be found
_CHUNK = b"<p>And so on, and so on, and so on.</p>\n" * 1_600


class Server:
    """Answers requests from a world, keeps their log, and misbehaves where it was told to."""

    def __init__(self, world: World, address: str = "127.0.0.1") -> None:
        self.world = world
        self.control = {*CONTROL, address}
        self.log: list[dict[str, str | float | int]] = []
        self.rules: list[Rule] = []

    def application(self) -> web.Application:
        application = web.Application(client_max_size=1 << 20)
        application.router.add_route("*", "/{path:.*}", self.handle)
        return application

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Any request: to the control desk, or to the site that its Host names."""
        host = request.host.rsplit(":", 1)[0].lower()
        if host in self.control:
            return self._control(request)
        asked = request.rel_url.raw_path_qs
        entry: dict[str, str | float | int] = {
            "host": host,
            "path": asked,
            "time": time.monotonic(),
            "status": 0,
            "agent": request.headers.get("User-Agent", ""),
        }
        self.log.append(entry)
        query = dict(request.query)
        if request.method == "POST":
            query["(body)"] = await request.text()
        page = self.world.answer(host, request.path, query)
        rule = next((rule for rule in self.rules if rule.applies(host, asked)), None)
        if rule:
            rule.used += 1
            page = spoiled(rule, page, self._other(host, request.path))
        entry["status"] = page.status
        if rule and rule.kind == "stall":
            await asyncio.sleep(rule.seconds)
        if rule and rule.kind == "cut":
            return await _cut(request, page)
        if rule and rule.kind == "huge":
            return await _huge(request)
        return _response(page)

    def _other(self, host: str, path: str) -> Page:
        for other in _OTHER_PATHS:
            page = self.world.answer(host, other, {})
            if other != path and page.status == 200:
                return page
        return Page(body=b"<html><head><title>About us</title></head><body>Hello.</body></html>")

    def _control(self, request: web.Request) -> web.Response:
        if request.path == "/ready":
            return web.Response(text="ready\n")
        if request.path == "/log":
            log = list(self.log)
            if request.query.get("clear"):
                self.log.clear()
            return web.json_response(log)
        if request.path == "/behave":
            self.rules.clear()
            return web.json_response({"rules": 0})
        if request.path == "/dealer":
            return self._dealer(request)
        if request.path == "/stock":
            return self._stock(request)
        if request.path == "/misbehave":
            return self._misbehave(request)
        if request.path == "/clock":
            return self._clock(request)
        if request.path == "/truth":
            text = truth_json(self.world.truth())
            return web.Response(text=text, content_type="application/json")
        return web.Response(status=404, text="no such control\n")

    def _dealer(self, request: web.Request) -> web.Response:
        asked = request.query
        try:
            self.world.change_dealer(
                asked["host"],
                asked["do"],
                number=int(asked.get("number", "0")),
                theme=asked.get("theme", ""),
            )
        except (KeyError, ValueError) as error:
            return web.Response(status=400, text=f"no such change: {error!r}\n")
        return web.json_response({"changed": asked["host"]})

    def _stock(self, request: web.Request) -> web.Response:
        try:
            found = self.world.dealer_stock(request.query["host"])
        except KeyError as error:
            return web.Response(status=400, text=f"no such dealer: {error!r}\n")
        return web.json_response(found, dumps=as_json)

    def _clock(self, request: web.Request) -> web.Response:
        clock = self.world.clock
        try:
            now = _finite(request.query.get("now", clock()))
            speed = _finite(request.query.get("speed", clock.speed))
        except ValueError as error:
            return web.Response(status=400, text=f"not a time: {error}\n")
        if request.query:
            clock.set(now, speed)
        return web.json_response({"now": now, "speed": speed})

    def _misbehave(self, request: web.Request) -> web.Response:
        asked = request.query
        try:
            rule = Rule(
                host=asked["host"].lower(),
                path=asked["path"],
                kind=asked["kind"],
                times=int(asked.get("times", "1")),
                seconds=float(asked.get("seconds", "0")),
                to=asked.get("to", "/"),
            )
        except (KeyError, ValueError) as error:
            return web.Response(status=400, text=f"not a rule: {error!r}\n")
        if rule.kind not in KINDS:
            return web.Response(status=400, text=f"kinds are {', '.join(KINDS)}\n")
        self.rules.append(rule)
        return web.json_response({"rules": len(self.rules)})


async def start(
    world: World, port: int = 0, *, address: str = "127.0.0.1"
) -> tuple[web.AppRunner, int]:
    """Serve `world` on this address; `port` 0 takes a free one. `await runner.cleanup()` ends it.
    Returns the runner and the port."""
    server = Server(world, address)
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, address, port).start()
    return runner, int(runner.addresses[0][1])


def _finite(stated: str | float) -> float:
    number = float(stated)
    if not 0 <= number < 1e11:
        raise ValueError(f"{stated} is out of range")
    return number


def _response(page: Page) -> web.Response:
    response = web.Response(status=page.status, body=page.body)
    response.headers["Content-Type"] = page.content_type
    for name, value in page.headers:
        response.headers.add(name, value)
    return response


async def _cut(request: web.Request, page: Page) -> web.StreamResponse:
    response = web.StreamResponse(status=page.status)
    response.headers["Content-Type"] = page.content_type
    response.content_length = len(page.body)
    await response.prepare(request)
    await response.write(page.body[: len(page.body) // 2])
    if request.transport:
        request.transport.close()
    return response


async def _huge(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    await response.prepare(request)
    try:
        for _ in range(HUGE_BYTES // len(_CHUNK) + 1):
            await response.write(_CHUNK)
    except ConnectionResetError:
        return response  # the client had enough, as it should
    return response
