"""Prices as dealers' pages write them, and all that stands where a price may."""

import re
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crawler.pages.vehicle_text import Price, read_price


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$89,500", "89500", "USD"),
        ("$89500", "89500", "USD"),
        ("$ 89,500.00", "89500", "USD"),
        ("$89,500.", "89500", "USD"),
        ("$45k", "45000", "USD"),
        ("$45.5K", "45500", "USD"),
        ("$1.2M", "1200000", "USD"),
        ("$1.25 million", "1250000", "USD"),
        ("1,2 Mio. €", "1200000", "EUR"),
        ("US$ 12,000", "12000", "USD"),
        ("US $12,000", "12000", "USD"),
        ("$89,500 USD", "89500", "USD"),
        ("USD 89,500.00", "89500", "USD"),
        ("C$ 45,000", "45000", "CAD"),
        ("CDN$45,000", "45000", "CAD"),
        ("$45,000 CAD", "45000", "CAD"),
        ("AU$ 45,000", "45000", "AUD"),
        ("£1,179,070 ($1,540,000)", "1179070", "GBP"),
        ("€89.500 (~$97,000)", "89500", "EUR"),
        ("€ 89.500,-", "89500", "EUR"),
        ("€ 89.500,--", "89500", "EUR"),
        ("€ 89.500,00", "89500", "EUR"),
        ("89 500 €", "89500", "EUR"),
        ("EUR 89.500", "89500", "EUR"),
        ("89.500 Euro", "89500", "EUR"),
        ("€895,50", "895.50", "EUR"),
        ("CHF 1'250'000", "1250000", "CHF"),
        ("CHF 89’500.–", "89500", "CHF"),
        ("Fr. 89'500.-", "89500", "CHF"),
        ("SEK 120 000 kr", "120000", "SEK"),
        ("¥12,500,000 JPY", "12500000", "JPY"),
        ("Price: $89,500*", "89500", "USD"),
        ("Price:$89,500", "89500", "USD"),
        ("Our Price: $89,500", "89500", "USD"),
        ("Internet Price $89,500", "89500", "USD"),
        ("Asking $89,500", "89500", "USD"),
        ("Asking Price: $89,500 OBO", "89500", "USD"),
        ("$ 89,500 OBO", "89500", "USD"),
        ("$89,500 (OBO)", "89500", "USD"),
        ("£24,995 ono", "24995", "GBP"),
        ("$89,500 or best offer", "89500", "USD"),
        ("$89,500 firm", "89500", "USD"),
        ("Only $89,500!", "89500", "USD"),
        ("$89,500 + fees", "89500", "USD"),
        ("$89,500 plus tax, title & license", "89500", "USD"),
        ("$89,500 + tax", "89500", "USD"),
        ("£24,995 incl. VAT", "24995", "GBP"),
        ("Sold for $89,500", "89500", "USD"),
        ("Buy It Now: $89,500", "89500", "USD"),
    ],
)
def test_a_price_that_states_its_currency_is_read(text: str, amount: str, currency: str) -> None:
    assert read_price(text) == Price(Decimal(amount), currency)
    assert read_price(text.upper()) == Price(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("89,500", "89500"),
        ("89500", "89500"),
        ("89500.00", "89500"),
        ("45k", "45000"),
        ("1.2M", "1200000"),
        ("Price: 89,500", "89500"),
        ("1,970", "1970"),
        ("8500", "8500"),
    ],
)
def test_an_amount_without_sign_or_code_is_one_only_where_the_context_states_a_currency(
    text: str, amount: str
) -> None:
    assert read_price(text) is None
    assert read_price(text, "eur") == Price(Decimal(amount), "EUR")


@pytest.mark.parametrize("context", ["$", "US Dollars", "", "  ", "Call"])
def test_a_context_that_names_no_currency_is_none(context: str) -> None:
    assert read_price("89,500", context) is None
    assert read_price("$89,500", context) == Price(Decimal(89500), "USD")


@pytest.mark.parametrize(
    ("text", "context", "currency"),
    [
        ("$89,500", "CAD", "CAD"),
        ("$89,500", "USD", "USD"),
        ("US$89,500", "CAD", "USD"),
        ("$89,500 USD", "CAD", "USD"),
        ("CAD $89,500", "USD", "CAD"),
        ("€89,500", "USD", "EUR"),
        ("$89,500", "EUR", "USD"),
        ("89 500 kr", "NOK", "NOK"),
        ("¥89,500", "JPY", "JPY"),
    ],
)
def test_the_currency_of_the_text_goes_before_that_of_the_context(
    text: str, context: str, currency: str
) -> None:
    assert read_price(text, context) == Price(Decimal(89500), currency)


@pytest.mark.parametrize(
    "text",
    [
        "Was $95,000 Now $89,500",
        "Was: $95,000, now: $89,500",
        "WAS $95,000 | NOW $89,500",
        "Now $89,500 (OBO)",
        "Now only $89,500",
        "$95,000 Now $89,500",
        "Now $89,500 Was $95,000",
        "$95,000 Reduced to $89,500",
        "Reduced from $95,000 to $89,500",
        "Price reduced to $89,500",
        "Reduced price: $89,500",
        "Regular price $95,000.00 Sale price $89,500.00",
        "Was $95,000 Now $89,500 Save $5,500",
        "$95,000.00 Original price was: $95,000.00. $89,500.00 Current price is: $89,500.00.",
        "$89,500 $89,500",
        "Price $89,500 $89,500",
    ],
)
def test_of_several_amounts_the_one_that_is_marked_as_current_is_the_price(text: str) -> None:
    assert read_price(text) == Price(Decimal(89500), "USD")


@pytest.mark.parametrize(
    "text",
    [
        "Was $95,000 $89,500",
        "Was $95,000",
        "$95,000 $89,500",
        "$89,500 (was $95,000)",
        "$89,500 ($95,000)",
        "Originally $95,000",
        "Regular price $95,000",
        "Was $89,500 Now $95,000",
        "Now $89,500 Now $79,500",
        "Was £95,000 Now $89,500",
        "Was $95,000 Now Sold",
        "Was $95,000 Now $499/mo",
        "Save $5,500",
        "$89,500 Save $5,500",
        "Reduced $5,000",
        "Price reduced: $5,000",
        "Price drop $2,000",
    ],
)
def test_a_price_that_was_crossed_out_or_taken_off_is_never_the_price(text: str) -> None:
    assert read_price(text, "USD") is None


@pytest.mark.parametrize(
    "text",
    [
        # words
        *("", "Call", "Call for price", "Call for $", "Sold", "SOLD!", "Inquire", "POA", "P.O.A."),
        *("Price on request", "Contact us", "Auf Anfrage", "TBD", "N/A", "-", "Coming soon", "$"),
        *("Make an offer", "Reserved", "Sale pending", "Price: Call"),
        # rates, and what is paid at the beginning
        *("$499/mo", "$499 /mo.", "$499 per month", "$1,299 per month", "$399 bi-weekly"),
        *("$99/wk", "$99 weekly", "$499 monthly", "$499 p/m", "£299 pcm", "$499 a month", "$299m"),
        *("from $99 down", "$99 down", "$2,000 down payment", "$89,500 or $499/mo"),
        *("$89,500 ($499/mo)", "Payments from $499", "6.9% APR", "$499 mo", "$499 x 72"),
        # fees, taxes, parts of a price
        *("$695 Delivery & Handling", "Doc fee $695", "$695 doc fee", "$85 fee", "Deposit $1,000"),
        *("£24,995 + VAT", "€89.500 netto", "£24,995 ex VAT", "$89,500 incl. fees"),
        # no single amount
        *("$80,000 - $90,000", "$80,000-$90,000", "$80,000 to $90,000", "80-90k", "$80-90k"),
        *("$80k–$90k", "$80,000 / $90,000", "$80,000 or $90,000", "From $89,500", "$89,500+"),
        *("Starting at $89,500", "Up to $89,500", "Under $50,000", "Est. $89,500", "~$89,500"),
        *("MSRP $90,000", "MSRP: $90,000", "Estimate: £80,000", "$90k new", "$89,500 each"),
        # numbers of other things
        *("1970", "2024", "Price 1970", "Sold 2019", "Year: 1970", "1970 Porsche 911 $89,500"),
        *("1970 Porsche 911", "45k miles", "45,000 mi", "97.800 km", "45k mi", "12,345 Miles"),
        *("555-123-4567", "(555) 123-4567", "5551234567", "+1 555 123 4567", "555.123.4567"),
        *("Stock #12345", "Stock 12345", "#12345", "A12345", "0012345", "12345-A", "No. 45"),
        *("WP0ZZZ91ZMS109999", "1/500", "24h", "350 hp", "5.0L", "V8", "4x4", "15%"),
        # what stands for a price that is not stated
        *("$0", "$0.00", "0", "$1", "$1.00", "$1 USD", "$9,999,999", "$99999999", "$1234567"),
        "$111,111,111",
        # not written as an amount is
        *("$1,23,456", "$1.234M", "$89,50", "$895,00", "$89,500,00", "$89.500.00", "$0,500"),
        *("$012,500", "$ 89 50", "1,234.567", "$1k5", "$45kk", "$89500k", "$70M", "$300,000,000"),
        *("$89,500.999", "$-89,500", "-$2,500", "$89,500-", "($89,500)", "$$89,500"),
        # currencies that contradict each other, or that are not known
        *("CHF £100,000", "EUR $89,500", "$89,500 EUR", "USD 89,500 CAD", "£89,500 €"),
        *("R$ 89,500", "Mex$ 89,500", "XYZ 89,500", "89,500 points"),
    ],
)
def test_what_is_not_one_price_is_none_whatever_the_context(text: str) -> None:
    assert read_price(text) is None
    assert read_price(text, "USD") is None


@pytest.mark.parametrize("text", ["¥1,000,000", "120.000 kr", "kr. 120.000"])
def test_a_sign_of_several_countries_needs_a_code_or_a_context(text: str) -> None:
    assert read_price(text) is None
    assert read_price(text, "USD") is None


def test_a_dealers_field_below_100_is_a_placeholder_but_an_auctions_lot_may_cost_as_little() -> (
    None
):
    for text in ("$5", "$99", "USD $85"):
        assert read_price(text, "USD") is None
        assert read_price(text) is not None
    assert read_price("$100", "USD") == Price(Decimal(100), "USD")


whatever = settings(deadline=None, derandomize=True, max_examples=300)
CONTEXTS = st.sampled_from((None, "USD", "EUR", "CAD", "JPY"))
PIECES = (
    *("1970", "2024", "89,500", "89.500", "45k", "1.2M", "12", "0", "1", "95,000", "00", "'", ".-"),
    *("$", "US$", "£", "€", "¥", "kr", "CHF", "USD", "CAD", "(", ")", "-", "–", "/", "*", "+", ","),
    *("Was", "Now", "Reduced", "from", "to", "Price", ":", "Save", "Asking", "Sold", "for", "only"),
    *("mo", "per", "month", "down", "miles", "OBO", "fees", "tax", "Porsche", "911", "\u0661", "."),
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=5).map("".join),
    st.text(max_size=40),
)
SIGNS = {
    "USD": ("$", "USD"), "CAD": ("CAD", "C$", "CA$", "CDN"), "EUR": ("€", "EUR"),
    "GBP": ("£", "GBP"), "CHF": ("CHF", "₣", "FR."), "AUD": ("A$", "AU$", "AUD"),
}  # fmt: skip


@whatever
@given(TEXTS, CONTEXTS)
def test_a_currency_is_always_one_that_the_text_or_the_context_states(
    text: str, context: str | None
) -> None:
    price = read_price(text, context)
    if price is not None and price.currency != context:
        stated = SIGNS.get(price.currency, (price.currency,))
        assert any(sign in text.upper() for sign in stated)


@whatever
@given(TEXTS, CONTEXTS)
def test_an_amount_is_always_one_number_of_the_text(text: str, context: str | None) -> None:
    price = read_price(text, context)
    if price is not None:
        assert price.amount >= (100 if context else 2)
        assert written(price.amount) in numbers(text)


@whatever
@given(st.integers(1800, 2099), st.sampled_from(("", "Price: ", "Sold ")), CONTEXTS)
def test_a_bare_year_is_never_a_price(year: int, label: str, context: str | None) -> None:
    assert read_price(f"{label}{year}", context) is None


@whatever
@given(st.integers(100, 99_999), CONTEXTS, st.sampled_from(("/mo", " per month", " down", " fee")))
def test_a_rate_or_a_fee_is_never_a_price(amount: int, context: str | None, what: str) -> None:
    assert read_price(f"${amount:,}{what}", context) is None
    assert read_price(f"{amount:,}{what}", context) is None


@whatever
@given(st.integers(100, 9_999_999), st.integers(100, 9_999_999), CONTEXTS)
def test_of_two_amounts_no_one_is_chosen_without_a_mark(
    one: int, other: int, context: str | None
) -> None:
    assume(one != other)
    for between in (" ", " - ", " – ", " to ", " / ", " or ", ", "):
        assert read_price(f"${one:,}{between}${other:,}", context) is None


@whatever
@given(st.integers(100, 99_999_999), st.sampled_from(("USD", "EUR", "GBP", "CHF", "CAD")))
def test_a_price_is_read_back_in_whatever_notation_it_is_written(amount: int, code: str) -> None:
    assume(not re.fullmatch(r"(\d)\1{6,}|1234567\d*", str(amount)))
    wanted = Price(Decimal(amount), code)
    grouped = f"{amount:,}"
    assert read_price(f"{code} {grouped}") == wanted
    assert read_price(f"{grouped} {code}") == wanted
    assert read_price(f"{code} {grouped}.00") == wanted
    assert read_price(f"{code} {grouped.replace(',', '.')},-") == wanted
    assert read_price(f"{code} {grouped.replace(',', ' ')}") == wanted
    assert read_price(f"{code} {grouped.replace(',', chr(39))}") == wanted
    assert read_price(f"{code} {amount}") == wanted


def written(amount: Decimal) -> str:
    """The amount's first digits, as they stand in any notation of it."""
    return f"{amount:f}".partition(".")[0].rstrip("0") or "0"


def numbers(text: str) -> set[str]:
    """What `written` gives of each number that stands in `text`, in thousands and millions, too."""
    stated = re.findall(r"[0-9](?:[0-9,.'’ ]*[0-9])?", text)
    runs = {re.sub(r"\D", "", number) for number in stated}
    parts = {re.sub(r"\D", "", p) for number in stated for p in re.split(r"[.,'’ ]", number)}
    pairs = {"".join(p) for n in stated for p in joined(re.split(r"[.,'’ ]+", n))}
    return {number.rstrip("0") or "0" for number in runs | parts | pairs}


def joined(parts: list[str]) -> list[list[str]]:
    """Every run of neighbouring parts."""
    return [parts[i:j] for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)]
