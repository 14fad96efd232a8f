"""The state of an auction as a page shows it: status line and bid table."""

from datetime import UTC, datetime

from tests.web.bat.lot import Lot
from tests.web.bat.markup.text import clock, day, esc, short_day
from tests.web.bat.members import Member
from tests.web.bat.money import SYMBOLS, bare, named


def status_line(lot: Lot) -> str:
    """The line under the title, with the number of comments at its end."""
    if lot.status == "live":
        amount = named(lot.currency, lot.high_bid) if lot.high_bid else "None"
        state = (
            f'<span data-listing-currently="{lot.bat_id}"><span class="info-label">Current Bid:'
            f'</span> <strong class="info-value">{amount}</strong></span><span class="info-label">'
            f'Ends in</span><strong class="info-value noborder-tiny"><span '
            f'class="listing-available-countdown" data-countdown="{lot.bat_id}" '
            f'data-until="{lot.ends}"></span><span class="listing-end-processing-notice">'
            f"Looking for late bids...</span></strong>"
        )
    elif lot.status == "withdrawn":
        state = (
            f'<span data-listing-currently="{lot.bat_id}"></span><span class="info-value '
            f'noborder-tiny">Withdrawn on {short_day(lot.ends, century=True)}</span>'
        )
    else:
        words = "Sold for" if lot.status == "sold" else "Bid to"
        moment = lot.came_to_it
        state = (
            f'<span data-listing-currently="{lot.bat_id}"></span><span class="info-value '
            f'noborder-tiny">{words} <strong>{named(lot.currency, price(lot))}</strong> <span '
            f'class="date date-localize" data-timestamp="{moment}" data-format="L">on '
            f"{short_day(moment)}</span></span>"
        )
    return (
        f'{state}<a class="comments-anchor-link" href="#comments-anchor"><img src="https://'
        f'bringatrailer.com/wp-content/themes/bringatrailer/assets/img/listings/comments.svg" '
        f'alt="comments-icon" class="comments_header_icon" /><span class="comments_header_html" '
        f'data-realtime_id="{lot.bat_id}" data-realtime_prop="comments-updated.header_html"><span '
        f'class="info-value">{lot.comment_count}</span><span class="info-label">Comments</span>'
        f"</span></a>"
    )


def price(lot: Lot) -> int:
    """What a lot that is over came to: its price, else its high bid."""
    return lot.sale_price or lot.high_bid or 0


def bid_box(lot: Lot) -> str:
    """The box with the bid table, while bidding runs or after it."""
    return _live_box(lot) if lot.status == "live" else result_box(lot)


def result_box(lot: Lot) -> str:
    """The box with the result of an auction that is over."""
    rows = ""
    if lot.status == "sold" and lot.buyer:
        value = (
            f"<span>\n\t\t\t\t\t\t\t\t{lot.currency} <strong>{bare(lot.currency, price(lot))}"
            f'</strong>\t\t\t\t\t\t\t</span>\n\n\t\t\t\t\t\t\t<span data-listing-high-bidder-link="'
            f'{lot.bat_id}">\n\t\t\t\t\t\t\t\tby {_profile(lot.buyer)}\t\t\t\t\t\t\t</span>'
        )
        rows += _row("Winning Bid", value)
    elif lot.status == "reserve_not_met" and lot.high_bid:
        value = (
            f"<span>\n\t\t\t\t\t\t\t\t{lot.currency} <strong>{bare(lot.currency, lot.high_bid)}"
            f"</strong> (Reserve Not Met)\t\t\t\t\t\t\t</span>"
        )
        rows += _row("High Bid", value)
    if lot.status != "withdrawn":
        value = (
            f'<span class="date-localize" data-timestamp="{lot.ends}" '
            f'data-format="dddd, MMMM D [at] h:mma">{clock(lot.ends)}</span>'
        )
        rows += _row("Auction Ended", value)
    rows += _row("Bids", str(lot.bid_count), " number-bids-value")
    return _box(lot, "Auction Result", rows, ended=True)


def _live_box(lot: Lot) -> str:
    end = datetime.fromtimestamp(lot.ends, UTC)
    amount = named(lot.currency, lot.high_bid) if lot.high_bid else "None"
    leader = ""
    if lot.leader:
        leader = (
            f'\n\t\t\t\t\t\t\t<span data-listing-high-bidder-link="{lot.bat_id}">\n\t\t\t\t\t\t\t\t'
            f"by {_profile(lot.leader)}\t\t\t\t\t\t\t</span>"
        )
    rows = _row(
        "Current Bid",
        f'<span data-listing-current="{lot.bat_id}"><strong>{amount}</strong></span>{leader}',
        " current-bid-value",
    )
    dotted = f"{end.year}-{end.month}-{end.day}-{end:%H-%M-%S}"
    rows += _row(
        "Time Left",
        f'<div class="flex-row-v-center-nowrap"><span class="listing-end-time date-localize" '
        f'data-auction-ends-id="{lot.bat_id}" data-auction-ends="{dotted}" '
        f'data-timestamp="{lot.ends}" data-format="MMMM D, YYYY [at] h:mmA">{day(lot.ends)}</span>'
        f'<span class="listing-end-processing-notice">Looking for late bids...</span></div>'
        f'<div class="auctions-ends-disclaimer-text">Bids in the final 2 minutes move the end to 2 '
        f"minutes after them.</div>",
    )
    rows += _row(
        "Ends On",
        f'<div class="flex-row-v-center-wrap"><span class="date-localize" data-ends="{lot.ends}" '
        f'data-ends-id="{lot.bat_id}" data-timestamp="{lot.ends}" '
        f'data-format="dddd, MMMM D [at] h:mma">{clock(lot.ends)} PT</span></div>',
    )
    count = f"{lot.bid_count}</td>\n\t\t\t\t</tr>"
    rows += (
        f'\n\t\t\t\t<tr class="listing-stats-stat">\n\t\t\t\t\t<td class="listing-stats-label">Bids'
        f'</td>\n\t\t\t\t\t<td class="listing-stats-value number-bids-value" '
        f'data-listing-count="{lot.bat_id}">{count}'
    )
    rows += _row(
        "<strong>Place Bid</strong>",
        '<a class="button" href="https://bringatrailer.com/account/register/bid/">Register to Bid'
        "</a>",
    )
    rows += (
        f'\n\t\t\t\t<tr class="listing-stats-stat" style="display: none;">\n\t\t\t\t\t<td '
        f'class="listing-stats-label"></td>\n\t\t\t\t\t<td class="listing-stats-value">\n<span\n'
        f'data-listing-current-bidding="{lot.bat_id}"\ndata-amount="{lot.high_bid or 0}"\n'
        f'data-high-bidder="{lot.leader.id if lot.leader else 0}"\n'
        f'data-minimum="{(lot.high_bid or 0) + 100}"\ndata-maximum="8500000"\n'
        f'data-user-country=""\ndata-listing-currency="{lot.currency}"\n'
        f'data-listing-currency-symbol="{SYMBOLS[lot.currency]}">\n</span></td>\n\t\t\t\t</tr>'
    )
    return _box(lot, "Bid on This Listing", rows, ended=False)


def _box(lot: Lot, heading: str, rows: str, *, ended: bool) -> str:
    return (
        f'<div id="listing-bid-container" class="{"listing-closed" if ended else ""}" '
        f'data-listing-bid-id="{lot.bat_id}" >\n\t\t<div id="bidding"></div>\n\n\t\t<h2 '
        f'class="listing-component-heading" id="bid-actions">\n\t\t\t{heading}\t\t</h2>\n\n\t\t'
        f'<table class="listing-stats {"ended" if ended else ""}" id="listing-bid" '
        f'data-listing-bid-id="{lot.bat_id}">\n\t\t\t<tbody>{rows}\n\t\t\t</tbody>\n\t\t</table>\n'
        f'\n\t\t<div id="listing-actions-stats" class="listing-actions-stats">\n{stats(lot)}'
        f"\n\t\t</div>\n\t</div>\n"
    )


def stats(lot: Lot) -> str:
    """Views and watchers. They stand twice on a page."""
    return (
        f'<div><span data-stats-id="{lot.bat_id}" data-stats-item="views">{lot.views:,} views'
        f'</span></div><div><span data-stats-id="{lot.bat_id}" data-stats-item="watchers">'
        f"{lot.watchers:,} watchers</span></div>"
    )


def _row(label: str, value: str, classes: str = "") -> str:
    return (
        f'\n\t\t\t\t<tr class="listing-stats-stat">\n\t\t\t\t\t<td class="listing-stats-label">'
        f'{label}</td>\n\t\t\t\t\t<td class="listing-stats-value{classes}">{value}</td>\n\t\t\t\t'
        f"</tr>"
    )


def _profile(member: Member) -> str:
    return f'<a href="{member.url}" target="_blank">{esc(member.name)}</a>'
