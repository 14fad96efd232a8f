"""The scripts that a crawl's pages share."""

from __future__ import annotations

from scrapy.http import Response

_SCRIPTS_KEPT = 32 * 1024 * 1024  # bytes


class KeptScripts:
    """What the pages' hosts gave as scripts. The browser's own cache is off while its requests
    are answered by us; without this one every page would ask for every script again."""

    def __init__(self, size: int = _SCRIPTS_KEPT) -> None:
        self._size = size
        self._held = 0
        self._responses: dict[str, Response] = {}

    def get(self, url: str) -> Response | None:
        """The script at this URL, if it is kept."""
        return self._responses.get(url)

    def keep(self, url: str, response: Response) -> None:
        """Keep a script, the oldest ones making room; not one that its host wants not stored."""
        control = (response.headers.get("Cache-Control") or b"").lower()
        if response.status != 200 or b"no-store" in control or len(response.body) > self._size:
            return
        self.drop(url)
        self._responses[url] = response
        self._held += len(response.body)
        while self._held > self._size:
            self.drop(next(iter(self._responses)))

    def drop(self, url: str) -> None:
        """Forget the script at this URL."""
        response = self._responses.pop(url, None)
        if response is not None:
            self._held -= len(response.body)
