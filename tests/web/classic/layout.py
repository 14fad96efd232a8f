"""What stands around every page of Classic.com."""

from html import escape

_OWN = (
    '<a href="https://www.instagram.com/classic.example" aria-label="Instagram">Instagram</a>'
    '<a href="/s/">Sellers</a><a href="mailto:hello@classic.example">Write to us</a>'
    '<a href="tel:+15550199">Call us</a>'
)


def page(title: str, body: str, head: str = "") -> str:
    """A whole page, with the site's own links to social networks above and below. `head`: more
    elements for its head."""
    return (
        f"<!doctype html><html><head><title>{escape(title)} - Classic.com</title>{head}</head>"
        "<body>"
        f"<header><nav>{_OWN}</nav></header><main>{body}</main>"
        f'<footer>{_OWN}<a href="https://www.facebook.com/classic.example">Website</a></footer>'
        "</body></html>"
    )
