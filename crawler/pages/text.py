"""Text as it may be stored, and URLs in their one canonical form's common part."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Postgres text holds every Unicode character but NUL, and no lone surrogate (UTF-8 has none).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Parameters that tell where a visitor came from, never which page it is.
_TRACKING = re.compile(
    r"^(utm_.*|gclid|fbclid|msclkid|mc_[ce]id|_ga|igshid|ref_src)$", re.IGNORECASE
)
# Escapes that are no UTF-8 ("%E9") name another page than those of U+FFFD.
_BYTES = "surrogateescape"


def storable(text: str) -> str:
    """`text` with each NUL and lone surrogate replaced by U+FFFD; a surrogate pair is joined."""
    if text.isascii():
        return text.replace("\0", "�")
    if not _UNSTORABLE.search(text):
        return text
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _UNSTORABLE.sub("�", joined)


def squeeze(text: str) -> str:
    """`text` storable, its runs of white space (no-break ones, too) each one blank, stripped."""
    return " ".join(storable(text).split())


def canonical_url(url: str) -> str:
    """The common part of every site's canonical form: https and host in lower case, no default
    port, no fragment, no tracking parameters. The path stays as it is, the remaining query but for
    the way it is escaped.

    Raises ValueError for anything but an http(s) URL with a host.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http(s) URL with a host: {url!r}")
    host = parts.hostname.lower()
    if ":" in host:
        host = f"[{host}]"  # an IPv6 address
    if parts.port and parts.port not in (80, 443):
        host = f"{host}:{parts.port}"
    query = urlencode(
        [
            (k, v)
            for k, v in parse_qsl(parts.query, keep_blank_values=True, errors=_BYTES)
            if not _TRACKING.match(k)
        ],
        errors=_BYTES,
    )
    return urlunsplit(("https", host, parts.path or "/", query, ""))
