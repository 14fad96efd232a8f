"""DealerAccelerate's pager, with its fault: the arrow leads to the current inventory's pages."""


def pager(base: str, number: int, last: int, current_path: str) -> str:
    """Page `number` of `last` of the list at `base`; nothing for a list of one page."""
    if last == 1:
        return ""
    shown = sorted({n for n in (1, number - 1, number, number + 1, last) if 1 <= n <= last})
    links = " ".join(
        f'<li{active}><a href="{base}?page={n}">{n}</a></li>'
        for n in shown
        for active in [' class="active"' if n == number else ""]
    )
    following = (
        f'<li class="next next_page "><a rel="next" href="{current_path}?page={number + 1}">'
        if number < last
        else '<li class="next next_page disabled"><a href="#">'
    )
    return f'<ul class="pagination">{links} {following}&raquo;</a></li></ul>'
