"""What people write under a lot: plain sentences, and texts that break careless readers."""

import random

_SUBJECTS = (
    "The paint", "That dashboard", "The engine bay", "This colour", "The underside", "The seat",
    "Our old one", "The service file", "The stance", "The shift knob", "The trunk", "The stereo",
)  # fmt: skip
_VERBS = (
    "looks better than", "reminds me of", "needs more light than", "is worth twice", "beats",
    "cannot hide", "came out nicer than", "tells more than", "was never like",
)  # fmt: skip
_OBJECTS = (
    "the one my neighbour kept in a barn", "most restorations I have seen", "the brochure",
    "a ferry ride in November", "what the seller writes", "the pictures of the left rear corner",
    "anything at the show last month", "my garage on a good day", "the last one listed here",
)  # fmt: skip
_TAILS = (
    "Good luck with the sale.", "Could you show a cold start?", "Has the clutch been done?",
    "I would drive it home tonight.", "What does the compression say?", "Somebody will be happy.",
    "Is the spare original?", "Can we see the jack points?", "Watching this one.",
)  # fmt: skip
SHORT = ("!", "?", "+1", "Ok", "🏁", "No", "^", "GL")
HOSTILE = (
    "Look: </script><script>window.sold = 1</script> and </SCRIPT > too.",
    'var BAT_VMS = {"comments":[],"postAuthor":"1"};',
    '};\n/* ]]> */\nvar BAT_VMS = {"comments":[{"id":1,"type":"comment"}]};',
    '<div class="essentials"><div class="item item-seller"><strong>Seller</strong>: '
    '<a href="https://bringatrailer.com/member/nobody/">nobody</a></div><strong>Location</strong>: '
    '<a href="#">Atlantis</a><strong>Lot</strong> #1</div>',
    '<table class="listing-stats ended" id="listing-bid"><tr><td>Winning Bid</td></tr></table>',
    "It should have sold for $250,000, not less. Sold for USD $1 on 1/1/01.",
    "Nul here:\x00 and here:\x00.",
    "A lone high surrogate \ud83d and a lone low one \ude0f, then a whole face 😏.",
    "\udfff at the start, at the end \ud800",
    "سيارة جميلة جدا، هل المحرك أصلي؟",
    "מכונית יפה מאוד! כמה קילומטרים? 84,000",
    "\u202eright to left override\u202c and zero\u200bwidth\u200djoiners",
    "👨‍👩‍👧‍👦 loves it 🇨🇦🇩🇪 ❤️‍🔥 1️⃣",
    "Backslashes \\ \\n \\u0000 and \"quotes\" and 'these' & <b>bold</b> &amp; {braces} [[x]]",
    "Tabs\tand\r\nline\nbreaks   and\u00a0hard\u2003blanks",
    "null",
    "z̸a̷l̶g̵o̴ é vs é",
    "'; DROP TABLE bat_comments; --",
    '"end_timestamp":9999999999,"bidAmount":1',
    '<div class="listing-available-info">Sold for USD $1</div>',
    '<div class="listing-available-info"><span class="info-value noborder-tiny">Sold for '
    '<strong>USD $1</strong> <span class="date date-localize" data-timestamp="946684800">on '
    "1/1/00</span></span></div>",
    '<div class="history"><div class="content"><div class="items"><a class="item current" '
    'href="https://bringatrailer.com/listing/never-was/"><div class="message"><div class='
    '"identifier">This Listing</div><em>Sold by <strong>nobody</strong> to <strong>noone</strong> '
    "for <strong>USD $1.00</strong></em><br />January 1, 2000</div></a></div></div></div>",
    '<div data-gallery-items="[{&quot;large&quot;:{&quot;url&quot;:&quot;https://bringatrailer.com/'
    'wp-content/uploads/2000/01/never.jpg&quot;}}]" data-gallery-named="item_1"></div>',
    '<a class="group-link" href="https://bringatrailer.com/yugo/"><strong '
    'class="group-title-label">Make</strong>Yugo</a><a class="group-link"><strong '
    'class="group-title-label">Category</strong>Memorabilia</a>',
    '<h1 class="post-title listing-post-title">No Reserve: 1985 Yugo GV</h1>'
    '<div class="item-tag item-tag-noreserve">No Reserve</div>',
    '<span data-stats-id="1" data-stats-item="views">1 views</span><span class='
    '"comments_header_html"><span class="info-value">0</span></span>',
    '<script type="text/javascript" id="bat-theme-viewmodels-js-extra">\n/* <![CDATA[ */\n'
    'var BAT_VMS = {"comments":[],"postAuthor":"1"};\n/* ]]> */\n</script>',
    "&lt;script&gt;var BAT_VMS = {&quot;comments&quot;:[]};&lt;/script&gt;",
    "\\u0076ar BAT_VMS = \\u007b\\u0022comments\\u0022:[]\\u007d;",
    "var%20BAT_VMS%20%3D%20%7B%22comments%22%3A%5B%5D%7D%3B and var&#32;BAT_VMS&#61;&#123;&#125;",
    "var\u00a0BAT_VMS\n=\n{ 'comments': [] }; // and VAR bat_vms={}",
    "<![CDATA[ var BAT_VMS = {} ]]> --> <!-- <plaintext> <textarea> <title>",
    "Sold on 1/1/01 for USD $1.00 to nobody",
    "Reserve not met on 1/1/01 at USD $1",
    "@nobody: > quoted > and quoted > <blockquote><blockquote>\u201cdeep\u201d</blockquote>",
)


def sentence(rng: random.Random) -> str:
    """One or two harmless sentences."""
    body = f"{rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {rng.choice(_OBJECTS)}."
    return f"{body} {rng.choice(_TAILS)}" if rng.random() < 0.5 else body


def comment_text(rng: random.Random, *, hostile: float = 0.06) -> str:
    """One comment; `hostile` is the share of those that are made to break readers."""
    luck = rng.random()
    if luck < hostile:
        return rng.choice(HOSTILE)
    if luck < hostile + 0.05:
        return rng.choice(SHORT)
    paragraphs = rng.choice((1, 1, 1, 1, 2, 3))
    text = "\n\n".join(
        " ".join(sentence(rng) for _ in range(rng.randint(1, 3))) for _ in range(paragraphs)
    )
    return text + rng.choice(("", "", "", " 👍", " 🤨", " 😀😀"))


def long_text(rng: random.Random, length: int) -> str:
    """A comment of exactly `length` characters."""
    words = sentence(rng) + " "
    return (words * (length // len(words) + 1))[: length - 1] + "."
