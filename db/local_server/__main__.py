"""`python -m db.local_server url|psql|stop`: the embedded server at the command line."""

import argparse
import os
import sys
from pathlib import Path

from db.local_server import LocalServerError, psql_command, server_url, stop_server, user_of
from db.local_server.watcher import watch


def main(arguments: list[str] | None = None) -> int:
    """Run one verb: 0, or 1 with one line on stderr."""
    parser = argparse.ArgumentParser(prog="python -m db.local_server", description=__doc__)
    parser.add_argument("--root", type=Path, help="the checkout (this one)")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("url", help="start the server and print its URL")
    verbs.add_parser("psql", help="a prompt on it; further words go to psql")
    verbs.add_parser("stop", help="stop it, whoever uses it")
    watching = verbs.add_parser("watch")  # for the server's own use
    watching.add_argument("--root", type=Path, required=True)
    watching.add_argument("--lock", type=int, required=True)
    given, words = parser.parse_known_args(arguments)
    if words and given.verb != "psql":
        parser.error(f"unknown: {' '.join(words)}")
    try:
        if given.verb == "url":
            sys.stdout.write(f"{server_url(given.root)}\n")
        elif given.verb == "psql":
            _become_psql(given.root, words)
        elif given.verb == "stop":
            sys.stdout.write("stopped\n" if stop_server(given.root) else "no server was running\n")
        else:
            watch(given.root, given.lock)
    except (LocalServerError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _become_psql(root: Path | None, words: list[str]) -> None:
    argv, environment = psql_command(server_url(root))
    # psql takes over the use: the server lives as long as the prompt.
    os.set_inheritable(user_of(root).lock().fileno(), True)
    os.execvpe(argv[0], [*argv, *words], environment)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    sys.exit(main())
