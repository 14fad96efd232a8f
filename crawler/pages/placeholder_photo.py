"""Pictures that sites show where a car has no photo."""

import re

# Whole words of a file's or folder's name: DealerCenter's vehicle-image-notavailable and
# dws-vehicle-media-placeholder, AutoManager's comingsoon, and what others write for them.
_WORDS = re.compile(
    r"(?:^|[/_.-])(?:image-?|photos?-?|pictures?-?)?"
    r"(?:not-?available|unavailable|coming-?soon|placeholder|no-?(?:image|photo|picture)s?)\d*(?:[/_.-]|$)",
    re.IGNORECASE,
)


def is_placeholder(url: str) -> bool:
    """Whether the path of a picture's URL says that it stands for a missing photo."""
    path = re.sub(r"^(?:https?:)?//[^/]*|[?#].*$", "", url, flags=re.IGNORECASE)
    return bool(_WORDS.search(path))
