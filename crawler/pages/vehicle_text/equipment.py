"""Engine, transmission and driven wheels, from the lines of a list of equipment."""

import re
from collections.abc import Iterable

_LONGEST = 160  # what is longer is prose
_LONGEST_TITLE = 300
_ASIDE = re.compile(r"\s?(?:\bw/|\bwith\b|[(\[;]|,\s).*", re.IGNORECASE)

_CYLINDERS = r"(?:single|one|twin|two|three|four|five|six|eight|ten|twelve|sixteen|[2-68]|1[026])"
_ENGINE = re.compile(
    r"\b\d{1,2}\.\d{1,2}[- ]?l(?:iter|itre)?\b"
    r"|\b\d{2,4}[- ]?(?:ci|cid|cc|cubic[- ]inch|cu\.? ?in|hemi|stroker)\b"
    rf"|\b(?:flat|inline|straight|slant|parallel|boxer)[- ]{_CYLINDERS}\b"
    rf"|\b{_CYLINDERS}(?:-cylinder|[- ]cyl(?:inder)?)\b|^[IHL]-?[3-68]$"
    r"|\b[VW]-?(?:[468]|10|12|16)\b|\bV-twin\b"
    r"|\b(?:rotary|wankel|flathead|(?:dual|tri|quad)-motor|electric motors?)\b",
    re.IGNORECASE,
)
_STATED_ENGINE = re.compile(rf"{_ENGINE.pattern}|^ ?electric$|\b[IHL]-?[3-68]\b", re.IGNORECASE)
_NO_ENGINE = re.compile(
    r"\b(?:package|badges?|badging|emblems?|supercharger|turbocharger|exhaust|wheels|paint|upholstery"
    r"|intake|transmission|transaxle|gearbox|transfer case|hood|scoop|conversion kit|spare|extra"
    r"|included|replaced|rebuilt in|carburetors?|brakes|edition|sound system|swap kit|cover"
    r"|axle|differential|radiator|mounts|filter|spoiler|grille|springs|calipers|air cleaner"
    r"|valve covers|cylinder heads|fuel tank|script|since|books?)\b",
    re.IGNORECASE,
)

_COUNTS = "(?:one|two|three|four|five|six|seven|eight|nine|ten|[1-9]|10|single|dual)"
_SPEEDS = rf"{_COUNTS}(?:[- ]speed|[- ]spd\b\.?)"
_GEARS = rf"(?:{_SPEEDS}|cvt|pdk|tiptronic|powerglide|smg|automatic|manual)"
_KINDS_OF_GEARBOX = (
    r"manual|auto(?:matic)?|overdrive|conversion|swap|pdk|smg|dsg|dct|dual[- ]clutch|sequential"
)
# What names a gearbox and nothing else.
_NAMES = (
    r"(?:turbo[- ]?)?hydra-?matic|TH-?[2-4]\d\d|700-?R4|200-?4R|4L[68]0-?E?|powerglide|torqueflite"
    r"|pdk|dct|dsg|cvt|smg|tiptronic|dual[- ]clutch"
)
_TRANSMISSION = re.compile(
    rf"\b{_GEARS}\b.*\b(?:transmission|transaxle|gearbox)\b|\b(?:transmission|transaxle)$"
    rf"|\b{_SPEEDS}.*\b(?:{_KINDS_OF_GEARBOX})\b"
    rf"|^(?:[\w-]+ ){{0,2}}automatic$|^(?:muncie |borg-?warner )?(?:M2[0-2] )?{_SPEEDS}$"
    rf"|^(?:{_NAMES})$",
    re.IGNORECASE,
)
_STATED_TRANSMISSION = re.compile(
    rf"\b(?:{_KINDS_OF_GEARBOX}|{_NAMES}|turbo[- ]?[34]\d\d|F1)\b|\b{_SPEEDS}", re.IGNORECASE
)
_NO_TRANSMISSION = re.compile(
    rf"\b(?:rebuil[dt](?! {_SPEEDS})|replaced|serviced|service|cooler|fluid|mount|climate|top|seats"
    r"|tunnel|shifter|knob|differential|axle|included|spare|extra|removed)\b",
    re.IGNORECASE,
)

_DRIVETRAIN = re.compile(
    r"\b(?:(?:part|full)-time )?(?:all|four|4|front|rear)[- ]wheel[- ]drive\b"
    r"|\b(?:AWD|4WD|RWD|FWD|4[×x]4)$",
    re.IGNORECASE,
)
_NO_DRIVETRAIN = re.compile(r"\b(?:delete|deleted|removed|disabled|inoperative)\b", re.IGNORECASE)
_TITLE_DRIVETRAIN = re.compile(r"(?<![\w-])(?:AWD|4WD|RWD|FWD|4[×x]4)(?![\w²-])")


_ENGINE_LABELS = ("engine", "engine type", "motor")
_TRANSMISSION_LABELS = ("transmission", "transmission type", "trans", "gearbox")


def read_engine(lines: Iterable[str]) -> str | None:
    """What "Engine: …" states, if it is an engine and no number; else the first of `lines` (each
    squeezed) that names one and speaks of nothing else, as stated: "3.2-Liter Inline-Six"."""
    short = [line for line in lines if len(line) <= _LONGEST]
    heads = ((line, _ASIDE.sub("", line)) for line in short)
    named = (line for line, head in heads if _ENGINE.search(head) and not _NO_ENGINE.search(head))
    return _labelled(short, _ENGINE_LABELS, _STATED_ENGINE) or next(named, None)


def read_transmission(lines: Iterable[str]) -> str | None:
    """What "Transmission: …" states; else the first of `lines` (each squeezed) that names one and
    not only work on it, as stated: "Six-Speed Manual Transmission"."""
    short = [line for line in lines if len(line) <= _LONGEST]
    named = (
        line
        for line in short
        if _TRANSMISSION.search(line) and not _NO_TRANSMISSION.search(_ASIDE.sub("", line))
    )
    return _labelled(short, _TRANSMISSION_LABELS, _STATED_TRANSMISSION) or next(named, None)


def read_drivetrain(lines: Iterable[str], title: str) -> str | None:
    """The driven wheels that the first of `lines` (each squeezed) states, in its own words; else
    the mark in the title: "4×4"."""
    short = (line for line in lines if len(line) <= _LONGEST and not _NO_DRIVETRAIN.search(line))
    stated = next((match[0] for line in short if (match := _DRIVETRAIN.search(line))), None)
    mark = _TITLE_DRIVETRAIN.search(title[:_LONGEST_TITLE])
    return stated or (mark[0] if mark else None)


def _labelled(lines: Iterable[str], labels: tuple[str, ...], wanted: re.Pattern[str]) -> str | None:
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and name.strip().casefold() in labels and wanted.search(value):
            return value.strip()
    return None
