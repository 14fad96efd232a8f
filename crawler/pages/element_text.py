"""Texts and attributes of a page's elements."""

from parsel import Selector

from crawler.pages.text import squeeze


def element_text(element: Selector) -> str:
    """All text below `element`, squeezed, without that of scripts and styles."""
    texts = element.xpath(".//text()[not(parent::script or parent::style)]").getall()
    return squeeze(" ".join(texts))


def first_text(scope: Selector, css: str) -> str | None:
    """The text of the first element that `css` finds in `scope` and that has any; None where there
    is none, or a template's slot that nobody filled ("{{Vin}}") stands there."""
    texts = (element_text(element) for element in scope.css(css))
    return next((text for text in texts if text and "{{" not in text), None)


def attribute(element: Selector, name: str) -> str | None:
    """The value of the element's attribute as stated; None where it has none. (`element.attrib`
    cannot be had of an element that bears a template's slot: `<div {{attrs}}>`.)"""
    return element.xpath(f"@{name}").get()
