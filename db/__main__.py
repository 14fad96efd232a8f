"""`python -m db psql`: a prompt on the database, the embedded one or DATABASE_URL's.
`python -m db migrate`: its tables and roles, by their owner."""

import subprocess
import sys

from db.engine import NO_DATABASE, database_url, why_no_database
from db.local_server import psql_command
from db.migrate import migrate
from db.roles import ROLES, grant_roles

USAGE = """usage: python -m db migrate                    tables and roles, as their owner
       python -m db psql [psql's own words]   a prompt"""


def main() -> int:
    """Do what the words say; the exit status."""
    words = sys.argv[1:]
    try:
        if words == ["migrate"]:
            return _migrate()
        if words[:1] == ["psql"]:
            return _psql(words[1:])
    except NO_DATABASE as error:
        print(why_no_database(error), file=sys.stderr)
        return 1
    print(USAGE, file=sys.stderr)
    return 2


def _migrate() -> int:
    print(f"tables: {'updated' if migrate() else 'up to date'}")
    if grant_roles():
        print(f"roles: {', '.join(ROLES)} have their rights")
    else:
        print("roles: none, this login may not make any; whoever may can run db/roles.sql")
    return 0


def _psql(words: list[str]) -> int:
    argv, environment = psql_command(database_url().render_as_string(hide_password=False))
    # A child, not exec: this process is the embedded server's user while the prompt is open.
    return subprocess.call([*argv, *words], env=environment)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
