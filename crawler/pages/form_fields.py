"""Fields of forms, whose labels ("Make", "Model") are those of a vehicle's own fields."""

from parsel import Selector

_FIELDS = (
    "//select/preceding-sibling::*[1][string-length(normalize-space()) < 40]"
    "[not(.//dd or .//td or .//li)]"
    "|//label[@for or .//select or .//input or .//textarea]"
    "|//label[following-sibling::*[1][self::select or self::input or self::textarea]]"
    "|//select|//textarea"
)


def cut_form_fields(page: Selector) -> None:
    """Remove what a visitor chooses from or writes into, with its labels, from `page`; never the
    forms themselves, which hold whole pages on some systems. Other inputs stay."""
    for field in page.xpath(_FIELDS):
        if field.xpath("parent::*") and not field.xpath(".//h1|self::h1"):
            field.drop()
