"""Machines that share one database and one web, of which each can lose the database alone.

As root they are network namespaces: a machine is plugged into two switches, the database's and the
web's, and a plug pulled at the switch's end is what the machine itself cannot see. Elsewhere they
are only processes with a proxy each before the database, which resets what it is to cut.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from tests.chaos.proxy import Proxy, proxy
from tests.program import Program

# RFC 2544: for tests of networks, routed nowhere.
_DATABASE_NETWORK = "198.18"
_WEB_NETWORK = "198.19"


class Machine(Protocol):
    """One machine. name: what it calls itself in its requests, too."""

    name: str

    def place(self, night: Program) -> Program:
        """The same program, run on this machine."""

    def cut_off(self) -> None:
        """Take the database from it, and leave it the web."""

    def rejoin(self) -> None:
        """Give the database back."""


@dataclass(frozen=True)
class Site:
    """Where the machines are. database, web: the addresses to listen on for them."""

    database: str
    web: str
    machines: tuple[Machine, ...]


@dataclass
class NamespaceMachine:
    """A network namespace with a plug in each switch."""

    name: str
    namespace: str
    database_switch: str
    database_port: str

    def place(self, night: Program) -> Program:
        """See Machine."""
        contact = {**night.environment, "CONTACT": self.name}
        return replace(night, environment=contact, prefix=("ip", "netns", "exec", self.namespace))

    def cut_off(self) -> None:
        """Pull the plug at the switch: the machine's own link stays up, packets vanish."""
        _ip("link", "set", self.database_port, "nomaster")

    def rejoin(self) -> None:
        """Plug it in again."""
        _ip("link", "set", self.database_port, "master", self.database_switch)


@dataclass
class ProxyMachine:
    """Processes of this machine that reach the database through a proxy of their own."""

    name: str
    proxies: ExitStack
    proxy: Proxy | None = None

    def place(self, night: Program) -> Program:
        """See Machine. The programs that are placed here share one server."""
        contact = {**night.environment, "CONTACT": self.name}
        scheduling = dict(night.scheduling)
        for environment in (contact, scheduling):
            url = make_url(environment["DATABASE_URL"])
            if self.proxy is None:
                self.proxy = self.proxies.enter_context(proxy(str(url.host), int(url.port or 5432)))
            near = url.set(host="127.0.0.1", port=self.proxy.port)
            environment["DATABASE_URL"] = near.render_as_string(hide_password=False)
        return replace(night, environment=contact, scheduling=scheduling)

    def cut_off(self) -> None:
        """Reset every connection, and refuse new ones."""
        if self.proxy is not None:
            self.proxy.set("drop")

    def rejoin(self) -> None:
        """Forward again."""
        if self.proxy is not None:
            self.proxy.set("forward")


def why_no_namespaces() -> str | None:
    """Why machines cannot be network namespaces here; None: they can."""
    if os.environ.get("TEST_MACHINES") == "proxies":
        return "TEST_MACHINES says proxies"
    if shutil.which("ip") is None:
        return "there is no `ip` command"
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    probe = f"probe{random.randrange(10**6):06}"
    try:
        _ip("netns", "add", probe)
        _ip("netns", "exec", probe, "ip", "link", "set", "lo", "up")
        _ip("link", "add", probe, "type", "bridge")
    except RuntimeError as error:
        return str(error)
    finally:
        _remove(probe)
    return None


@contextmanager
def machines(*names: str) -> Iterator[Site]:
    """Machines with these names: namespaces where that is possible, else behind proxies. When the
    block ends, whatever still runs on a namespace is killed, and nothing of them is left."""
    with namespaces(*names) if why_no_namespaces() is None else proxies(*names) as site:
        yield site


@contextmanager
def proxies(*names: str) -> Iterator[Site]:
    """Machines behind proxies."""
    with ExitStack() as stack:
        made = tuple(ProxyMachine(name, stack) for name in names)
        yield Site("127.0.0.1", "127.0.0.1", made)


@contextmanager
def namespaces(*names: str) -> Iterator[Site]:
    """Machines as network namespaces, on two switches of their own."""
    run = f"{random.randrange(16**5):05x}"
    taken = subprocess.run(["ip", "-o", "address"], capture_output=True, text=True, check=True)
    third = random.choice(
        [n for n in range(256) if all(f" {net}.{n}." not in taken.stdout for net in _NETWORKS)]
    )
    switches = {f"{what}{run}": f"{net}.{third}" for what, net in _NETWORKS_OF.items()}
    with ExitStack() as stack:
        for switch, network in switches.items():
            stack.callback(_remove, switch)
            _ip("link", "add", switch, "type", "bridge")
            _ip("address", "add", f"{network}.1/24", "dev", switch)
            _ip("link", "set", switch, "up")
        made = []
        for number, name in enumerate(names):
            namespace = f"{name}-{run}"
            stack.callback(_remove, namespace)
            _ip("netns", "add", namespace)
            _ip("-n", namespace, "link", "set", "lo", "up")
            for switch, network in switches.items():
                _plug_in(namespace, switch, f"{switch}-{number}", f"{network}.{10 + number}")
            database_switch = next(iter(switches))
            made.append(
                NamespaceMachine(name, namespace, database_switch, f"{database_switch}-{number}")
            )
        database, web = (f"{network}.1" for network in switches.values())
        yield Site(database, web, tuple(made))


_NETWORKS_OF = {"db": _DATABASE_NETWORK, "web": _WEB_NETWORK}
_NETWORKS = tuple(_NETWORKS_OF.values())


def _plug_in(namespace: str, switch: str, port: str, address: str) -> None:
    """A cable from the switch's `port` to the namespace, where its end has the port's name, too."""
    _ip("link", "add", port, "type", "veth", "peer", "name", port, "netns", namespace)
    _ip("link", "set", port, "master", switch, "up")
    _ip("-n", namespace, "address", "add", f"{address}/24", "dev", port)
    _ip("-n", namespace, "link", "set", port, "up")


def _remove(name: str) -> None:
    """The namespace or the switch of this name, if there is one, and what runs there."""
    if Path("/run/netns", name).exists():
        for pid in _ip("netns", "pids", name).split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        _ip("netns", "delete", name)
    if Path("/sys/class/net", name).exists():
        _ip("link", "delete", name)


def _ip(*words: str) -> str:
    """`ip` with these words: what it said. Raises RuntimeError with what it complained of."""
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout
