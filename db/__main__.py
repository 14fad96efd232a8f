"""`python -m db psql`: a prompt on the database, the embedded one or DATABASE_URL's."""

import subprocess
import sys

from db.engine import DatabaseUrlError, database_url
from db.local_server import LocalServerError, psql_command


def main() -> int:
    """Run psql with the words after `psql`; its exit status."""
    if sys.argv[1:2] != ["psql"]:
        print("usage: python -m db psql [psql's own words]", file=sys.stderr)
        return 2
    try:
        argv, environment = psql_command(database_url().render_as_string(hide_password=False))
    except (DatabaseUrlError, LocalServerError) as error:
        print(error, file=sys.stderr)
        return 1
    # A child, not exec: this process is the embedded server's user while the prompt is open.
    return subprocess.call([*argv, *sys.argv[2:]], env=environment)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
