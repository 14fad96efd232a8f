"""The whole program against the sample web."""
