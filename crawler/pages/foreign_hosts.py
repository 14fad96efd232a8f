"""Hosts on which a business may have a page, but which are not its own."""

from crawler.pages.links import host_without_www

# Marketplaces, social networks, directories, link shorteners, makers, with all their subdomains; of
# those under many countries' domains the name alone. The database's identities go by the same.
FOREIGN_DOMAINS = frozenset({
    "facebook.com", "fb.com", "fb.me", "instagram.com", "twitter.com", "x.com", "youtube.com",
    "youtu.be", "tiktok.com", "linkedin.com", "pinterest.com", "threads.net", "whatsapp.com",
    "wa.me", "t.me", "linktr.ee", "bit.ly", "tinyurl.com", "goo.gl", "g.page", "yelp.com",
    "bbb.org", "yellowpages.com", "mapquest.com", "tripadvisor.com", "wikipedia.org",
    "cars.com", "cargurus.com", "carfax.com", "edmunds.com", "truecar.com", "iseecars.com",
    "hemmings.com", "motorious.com", "bringatrailer.com", "carsandbids.com", "pcarmarket.com",
    "classiccars.com", "classic.com", "classic-trader.com", "carandclassic.com", "jamesedition.com",
    "dupontregistry.com", "oldcarsweekly.com", "mobile.de", "kleinanzeigen.de", "leboncoin.fr",
    "marktplaats.nl", "autotrader.com", "offerup.com", "copart.com", "iaai.com",
    "m.me", "messenger.com", "vimeo.com", "snapchat.com", "reddit.com", "nextdoor.com",
    "dealerrater.com", "hagerty.com", "classicdriver.com", "prewarcar.com", "pistonheads.com",
    "collectingcars.com", "classiccarsforsale.co.uk", "carsoup.com", "racingjunk.com",
    "oldcaronline.com", "thesamba.com", "autotempest.com", "ebaymotors.com", "page.link",
    "app.link", "porsche.com", "ferrari.com", "lamborghini.com", "mclaren.com", "maserati.com",
    "astonmartin.com", "lotuscars.com", "bmwusa.com", "mbusa.com", "rolls-roycemotorcars.com",
})  # fmt: skip
FOREIGN_NAMES = frozenset(
    {"google", "ebay", "craigslist", "autotrader", "autoscout24", "kijiji", "gumtree"}
)
# A vendor's marketplace: below it, each customer has a host of its own.
_MARKETPLACES = frozenset({"carsforsale.com"})


def is_foreign(url: str) -> bool:
    """Whether the page at `url` stands with a marketplace, a social network, a directory or a
    link shortener, which is no business's own site."""
    host = host_without_www(url)
    labels = host.split(".")
    return (
        host in _MARKETPLACES
        or any(".".join(labels[i:]) in FOREIGN_DOMAINS for i in range(len(labels)))
        or not FOREIGN_NAMES.isdisjoint(labels[-3:-1])
    )
