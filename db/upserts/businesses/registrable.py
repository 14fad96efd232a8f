"""The host by which a website tells whose it is."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from tldextract import TLDExtract

# The list that the package brings, never the network's: an identity must not change overnight.
_SUFFIXES = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)

# Marketplaces, social networks, directories, link shorteners, and makers of cars with a page for
# each of their dealers: a business has a page there, which is not its own site. Registrable
# domains; of those under many countries' domains the name alone.
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
# Domains under which a vendor keeps one host a customer; those of the public suffix list
# (myshopify.com, wixsite.com, blogspot.com …) need not be named.
SHARED_DOMAINS = frozenset({
    "ebizautos.com", "carsforsale.com", "dealercenter.net", "dealercenterwebsite.net",
    "v12soft.com", "v12software.com", "autorevo.com", "autorevo-powersites.com",
    "motorcarsites.com", "dealeraccelerate.com", "theshopclubs.com", "speeddigital.com",
    "dealercarsearch.com", "dealerwebsites.com", "dealrcloud.com", "dealr.cloud", "autofunds.com",
    "autofunds.net", "dealerfire.com", "dealerinspire.com", "dealeron.com", "dealer.com",
    "dealersocket.com", "frazer.com", "carbase.com", "autocorner.com", "autotrader-sites.com",
    "squarespace.com", "weebly.com", "godaddysites.com", "wordpress.com", "business.site",
    "square.site", "webs.com", "jimdo.com", "jimdosite.com", "site123.me", "webnode.com",
    "yolasite.com", "mystrikingly.com", "strikingly.com", "wix.com", "duda.co",
    "multiscreensite.com", "ferraridealers.com", "bentleymotors.com",
})  # fmt: skip


def registrable_host(website: str | None) -> str | None:
    """The host that tells whose website this is, lower case, in ASCII (`xn--…`); None where it
    does not tell: no http(s) URL with a host, a marketplace, a social network, a vendor's own site.

    It is the registrable domain, by the public suffix list: `oldoak.co.uk` for
    `https://cars.oldoak.co.uk/`. Under a vendor's shared domain it is the whole host without
    `www.`, and so it is for an IP address and a name of one label.
    """
    host = _host(website)
    if host is None or _is_address(host) or "." not in host:
        return host
    found = _SUFFIXES.extract_str(host)
    # A top-level domain that the list does not know is a suffix: its algorithm's last rule.
    domain = found.top_domain_under_public_suffix if found.suffix else _last_two(host)
    if not domain:
        return None  # a public suffix itself
    if domain in SHARED_DOMAINS:
        return None if host == domain else host
    name = domain.partition(".")[0]
    if found.is_private:
        return host
    return None if domain in FOREIGN_DOMAINS or name in FOREIGN_NAMES else domain


def _host(website: str | None) -> str | None:
    try:
        parts = urlsplit((website or "").strip())
        host = parts.hostname
    except ValueError:  # brackets that hold no address
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    host = host.rstrip(".").removeprefix("www.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:  # not a name that a resolver would take
            return None
    # Longer names than the domain name system has are nobody's.
    return host if 0 < len(host) <= 253 else None


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _last_two(host: str) -> str:
    return ".".join(host.split(".")[-2:])
