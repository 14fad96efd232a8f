"""A TCP proxy before the database: a worker's connections can be cut, or go dead and come back."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Mode = Literal["forward", "drop", "stall"]
_CHUNK = 65_536


class Proxy:
    """Listens on a port of 127.0.0.1 and forwards to (host, port), in a thread of its own.

    mode: `forward`; `drop` resets every connection, open or new; `stall` keeps the connections
    open, takes new ones, and forwards nothing until the mode changes.
    """

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self._to = (host, port)
        self._mode: Mode = "forward"
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self._flows.set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="proxy", daemon=True)

    def start(self) -> None:
        """Begin to listen; `port` is set when this returns."""
        self._thread.start()
        self._ready.wait()

    def set(self, mode: Mode) -> None:
        """Change the mode, for open connections and new ones."""
        done = threading.Event()

        def change() -> None:
            self._mode = mode
            if mode == "stall":
                self._flows.clear()
            else:
                self._flows.set()
            if mode == "drop":
                for writer in list(self._open):
                    writer.transport.abort()
            done.set()

        self._loop.call_soon_threadsafe(change)
        done.wait()

    def stop(self) -> None:
        """Reset all connections and end the thread."""
        self.set("drop")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        self._open.add(writer)
        try:
            await self._flows.wait()
            if self._mode == "drop":
                return
            with contextlib.suppress(OSError):
                far_reader, far_writer = await asyncio.open_connection(*self._to)
                ends.append(far_writer)
                self._open.add(far_writer)
                await asyncio.wait(
                    [
                        asyncio.ensure_future(self._pump(reader, far_writer)),
                        asyncio.ensure_future(self._pump(far_reader, writer)),
                    ],
                    return_when=asyncio.FIRST_COMPLETED,
                )
        finally:
            for end in ends:
                self._open.discard(end)
                end.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()


@contextmanager
def proxy(host: str, port: int) -> Iterator[Proxy]:
    """A running proxy to (host, port); stopped when the block ends."""
    made = Proxy(host, port)
    made.start()
    try:
        yield made
    finally:
        made.stop()
