"""The one error of this package."""


class LocalServerError(RuntimeError):
    """The embedded server cannot be used. The message is one line that says why."""
