"""The server's processes: whether they run, their start and their end."""

import hashlib
import signal
import socket
import time

import psutil

from db.local_server.account import give, last_line, run, server_account
from db.local_server.binaries import binaries_for
from db.local_server.cluster import create_cluster, renew_password, write_configuration
from db.local_server.error import LocalServerError
from db.local_server.lock import FileLock
from db.local_server.place import Place
from db.local_server.server_log import START_LOG, ServerLog

HOST = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 20  # for the fast shutdown's checkpoint; then less gentle signals
_QUIT_SECONDS = 5
_ORPHAN_SECONDS = 2  # backends notice by themselves that their postmaster was killed
_STARTS = 3  # each with a new port, when another program was quicker
_POLL_SECONDS = 0.05


class Postmaster:
    """The server of one place. `ready_port` and `process` may be asked at any time; who calls
    `ensure` or `stop` holds the start lock.

    Every process of the server holds the lock `server.lock`, inherited from its start: as long
    as it is held somebody works on the data, and once it is free a postmaster.pid is stale,
    whoever has that pid by now.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self._log = ServerLog(place.log)

    def process(self) -> psutil.Process | None:
        """The living postmaster of this data directory; None when postmaster.pid is missing, or
        names a zombie or another program's process.
        """
        lines = self._pid_file()
        try:
            process = psutil.Process(int(lines[0]))
        except (IndexError, ValueError, psutil.NoSuchProcess):
            return None
        return process if self._is_server(process) else None

    def ready_port(self) -> int | None:
        """The port of the living server that accepts connections; None when there is none."""
        lines = self._pid_file()
        # Its lines: pid, data directory, start time, port, socket, address, memory, status.
        if len(lines) < 8 or lines[7].strip() != "ready" or self.process() is None:
            return None
        port = int(lines[3])
        try:
            socket.create_connection((HOST, port), timeout=2).close()
        except OSError:
            return None
        return port

    def ensure(self) -> int:
        """The port of the running server, started when needed, its data made when missing.

        Raises LocalServerError when it does not come up.
        """
        starts = 0
        since = time.monotonic()
        while True:
            with self._server_lock() as lock:
                if lock.take():
                    if starts == _STARTS:
                        raise LocalServerError(
                            f"the server ended {starts} times: {self._log.last_words()}"
                        )
                    starts += 1
                    self._start(lock)
                    since = time.monotonic()
            if port := self.ready_port():
                return port
            waited = time.monotonic() - since
            if waited > _ORPHAN_SECONDS and self.process() is None:
                self._kill_all()
            if waited > START_SECONDS:
                raise self._late()
            time.sleep(_POLL_SECONDS)

    def stop(self) -> bool:
        """End the server; False when none ran. Raises LocalServerError when it does not end."""
        with self._server_lock() as lock:
            if lock.take():
                return False
            if self._end(lock, signal.SIGINT, STOP_SECONDS) or self._end(
                lock, signal.SIGQUIT, _QUIT_SECONDS
            ):
                return True
            self._kill_all()
            if not lock.take(seconds=_QUIT_SECONDS):
                raise LocalServerError(f"the server of {self.place.data} does not end")
            return True

    def _server_lock(self) -> FileLock:
        return FileLock.open(self.place.state / "server.lock")

    def _start(self, lock: FileLock) -> None:
        """Start the server, all its processes holding `lock`. It may have ended again when this
        returns: then another program took its port first.
        """
        place = self.place
        account = server_account(place.data)
        binaries = binaries_for(account)
        if not place.log.exists():
            place.log.mkdir(mode=0o700)
            give(place.log, account)
        (place.data / "postmaster.pid").unlink(missing_ok=True)  # stale: we hold the lock
        if not place.data.exists():
            create_cluster(place, account, binaries, lock)
        elif not place.password_file.exists():
            renew_password(place, account, binaries, lock)
        write_configuration(place, _free_port(self._kept_port()))
        (place.log / START_LOG).unlink(missing_ok=True)
        self._log = ServerLog(place.log)
        # pg_ctl hands its arguments to a shell: relative names and plain words only.
        words = f"-D postgres -l log/{START_LOG} -w -t {START_SECONDS} start -o"
        options = f"-c config_file=server.conf -c cluster_name={self._cluster_name()}"
        code, said = run(
            [binaries / "pg_ctl", *words.split(), options],
            account=account,
            seconds=START_SECONDS + 10,
            cwd=place.home,
            pass_fds=[lock.fileno()],
        )
        if code == 0 or "could not create any TCP/IP sockets" in self._log.text():
            return
        if self.process() is not None:
            raise self._late()
        raise LocalServerError(
            f"the server did not start: {self._log.last_words() or last_line(said)}"
        )

    def _end(self, lock: FileLock, number: int, seconds: float) -> bool:
        """Whether the server ended within `seconds` of the signal `number`."""
        since = time.monotonic()
        signalled = set()
        while not lock.take():
            waited = time.monotonic() - since
            process = self.process()
            if waited > seconds or (process is None and waited > _ORPHAN_SECONDS):
                return False
            # A server that was only just being started gets its signal when it is there.
            if process is not None and process.pid not in signalled:
                signalled.add(process.pid)
                try:
                    process.send_signal(number)
                except psutil.NoSuchProcess:
                    continue
            time.sleep(_POLL_SECONDS)
        return True

    def _kill_all(self) -> None:
        """Kill what still runs on the data, as the backends of a killed postmaster: no new
        server starts beside them, and what they had not committed is undone by recovery.
        """
        for process in psutil.process_iter():
            if self._is_server(process):
                try:
                    process.kill()
                except psutil.NoSuchProcess:
                    continue

    def _is_server(self, process: psutil.Process) -> bool:
        """Whether the process serves this data directory. Its working directory would say so,
        but not to root without the ptrace capability, as in a container: its title does.
        """
        try:
            return bool(
                process.status() != psutil.STATUS_ZOMBIE
                and process.name() == "postgres"
                and process.uids().real == self.place.data.stat().st_uid
                and self._cluster_name() in " ".join(process.cmdline())
            )
        except (psutil.Error, OSError):
            return False

    def _cluster_name(self) -> str:
        """The name that the titles of the server's processes carry."""
        folder = self.place.data.stat()
        identity = hashlib.sha256(f"{folder.st_dev} {folder.st_ino}".encode()).hexdigest()
        return f"overnight-{identity[:16]}"

    def _pid_file(self) -> list[str]:
        try:
            return (self.place.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _kept_port(self) -> int | None:
        try:
            return int(self.place.port_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def _late(self) -> LocalServerError:
        words = self._log.last_words() or "another process works on its data"
        return LocalServerError(f"the server did not come up in {START_SECONDS} s: {words}")


def _free_port(kept: int | None) -> int:
    """The port kept from the last start where it is free, else a new one."""
    for port in (kept, 0):
        if port is None:
            continue
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
                probe.listen()
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise LocalServerError(f"no port is free on {HOST}")
