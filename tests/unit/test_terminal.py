"""What pages say cannot steer a terminal, nor pass for a line of the log."""

import logging

import pytest

from crawler.terminal import PrintableFormatter, printable, without_controls

HOSTILE = [
    "\x1b[2J\x1b[31mred",
    "\x9b31mred",
    "bell\x07 back\x08 \x7f",
    "a\rb",
    "a\u202eb\u2066c\u200fd",
    "a\u2028b\u2029c\x85d\x0be",
    "nul\0 \ud800",
    "\x1b]0;title\x07",
]


@pytest.mark.parametrize("said", HOSTILE)
def test_one_line_has_no_control_characters(said: str) -> None:
    assert printable(f"a\n{said}").isprintable()


def test_what_can_be_seen_stays() -> None:
    assert printable("Citroën  2CV\n«à vendre» 車") == "Citroën 2CV «à vendre» 車"
    assert without_controls("  a\n\tb") == "  a\n b"


def record(message: str, *args: object, exc_info: bool = False) -> str:
    made = logging.getLogger("pages").makeRecord(
        "pages", logging.ERROR, __file__, 1, message, args, None
    )
    if exc_info:
        try:
            raise RuntimeError(str(args[0]))
        except RuntimeError as error:
            made.exc_info = (type(error), error, error.__traceback__)
    return PrintableFormatter("%(levelname)s: %(message)s").format(made)


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("exc_info", [False, True])
def test_a_log_line_has_none_either(said: str, exc_info: bool) -> None:
    line = record("it said %s", said, exc_info=exc_info)
    assert all(part.isprintable() for part in line.split("\n"))
    assert line.startswith("ERROR: it said ")


@pytest.mark.parametrize("exc_info", [False, True])
def test_no_text_passes_for_a_line_of_the_log(exc_info: bool) -> None:
    line = record("it said %s", "this\nERROR: forged\r\nERROR: forged", exc_info=exc_info)
    first, *others = line.split("\n")
    assert first == "ERROR: it said this"
    assert len(others) > 1
    assert all(other.startswith("    ") for other in others)
