"""How a page goes wrong on demand: the rules, and what each does to a sound page."""

import re
from dataclasses import dataclass

from tests.web.pages import Page, robots

KINDS = (
    "404", "410", "429", "500", "503",  # a status instead of the page
    "stall",  # `seconds` of silence before the page
    "cut",  # the full length declared, half of it sent, the connection closed
    "half",  # half of the page, well framed
    "badjson",  # the JSON in the page no longer parses
    "challenge",  # a page that asks whether one is a person
    "redirect",  # to the path `to`
    "huge",  # HUGE_BYTES of markup
    "wrong",  # the page of another class
    "closed",  # a robots.txt that closes the path `to` and all below it
    "unhurried",  # a robots.txt that asks for a Crawl-delay of `seconds`
)  # fmt: skip
HUGE_BYTES = 50 * 1024 * 1024


@dataclass
class Rule:
    """Pages of `host` at `path` (a prefix if it ends in `*`) go wrong `times` times; 0: always."""

    host: str
    path: str
    kind: str
    times: int = 1
    seconds: float = 0.0
    to: str = "/"
    used: int = 0

    def applies(self, host: str, path: str) -> bool:
        """Whether the rule is due for this request; `path` may carry its query."""
        if host != self.host or (self.times and self.used >= self.times):
            return False
        if self.path.endswith("*"):
            return path.startswith(self.path[:-1])
        return self.path in (path, path.partition("?")[0])


def spoiled(rule: Rule, page: Page, other: Page) -> Page:
    """`page` as `rule` wants it. `other` is a page of another class.

    "stall", "cut" and "huge" are done on the wire: the page stays as it is.
    """
    if rule.kind.isdigit():
        wait = (("Retry-After", f"{rule.seconds:g}"),) if rule.kind == "429" else ()
        return Page(int(rule.kind), b"<html><body>Not today.</body></html>", headers=wait)
    if rule.kind == "half":
        return Page(page.status, page.body[: len(page.body) // 2], page.content_type, page.headers)
    if rule.kind == "badjson":
        return Page(page.status, _bad_json(page.body), page.content_type, page.headers)
    if rule.kind == "challenge":
        return CHALLENGE
    if rule.kind == "closed":
        return robots("User-agent: *", f"Disallow: {rule.to}")
    if rule.kind == "unhurried":
        return robots("User-agent: *", f"Crawl-delay: {rule.seconds:g}")
    if rule.kind == "redirect":
        return Page(302, b"", headers=(("Location", f"https://{rule.host}{rule.to}"),))
    return other if rule.kind == "wrong" else page


def _bad_json(body: bytes) -> bytes:
    if body[:1] in (b"{", b"["):
        return body[:1] + b"!" + body[1:]
    # The first bracket after `var NAME =`, or of a script that is JSON as a whole.
    start = rb"(\bvar \w+ = |<script[^>]*json[^>]*>\s*)([{\[])"
    return re.sub(start, rb"\1\2!", body)


CHALLENGE = Page(
    403,
    b'<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta '
    b'http-equiv="refresh" content="360"></head><body><div class="main-wrapper" role="main"><h1>'
    b"Checking that you are a person</h1><noscript>Enable JavaScript and cookies to continue"
    b"</noscript></div><script>(function(){window._cf_chl_opt={cType:'managed'};var a=document."
    b"createElement('script');a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1';"
    b"document.head.appendChild(a);}());</script></body></html>",
    headers=(("cf-mitigated", "challenge"), ("Server", "cloudflare")),
)
