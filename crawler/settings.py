"""Scrapy settings, in the order of Scrapy's own template. A changed value says why."""

import os

BOT_NAME = "overnight-extraction"

SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

ADDONS: dict[str, int] = {}

# Who we are, and whom to write to. One name for all sites: nothing disguises itself.
CONTACT = os.environ.get("CONTACT", "")
USER_AGENT = f"overnight-extraction/0.1 (+{CONTACT or 'no contact given'})"

ROBOTSTXT_OBEY = True  # default False

# The pace of a host is kept in the database, for all workers together (the host gate). Scrapy's
# own delay would be a second one, for this process only.
HOST_DELAY = float(os.environ.get("HOST_DELAY", "1.0"))  # ours: seconds between two requests
DOWNLOAD_DELAY = 0
CONCURRENT_REQUESTS = 256  # default 16; nearly all of them wait for their host's next slot
CONCURRENT_REQUESTS_PER_DOMAIN = 8  # the default
CONCURRENT_ITEMS = 1  # default 100 tasks for each response; a page is one outcome

# A page is the same for everybody; cookies would make it ours.
COOKIES_ENABLED = False  # default True

# No open door: both would listen on a port.
TELNETCONSOLE_ENABLED = False  # default True
REMOTE_CONTROL_ENABLED = False  # default True

# Each page passes through every layer: those that have nothing to do here are left out.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,  # no page is told of another
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # the queue knows no depth
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    # A request that is dropped in silence leaves its row held for ever; hosts refuse long URLs.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.RobotsMiddleware": 100,
    "crawler.middlewares.Breaker": 580,  # it reads what HttpCompressionMiddleware (590) unpacked
    "crawler.middlewares.HostGate": 740,
}
# Ours: hosts whose pages only scripts fill in: Chromium runs them. BROWSER_EXECUTABLE is its path
# (default: found), BROWSER_SANDBOX 0 or 1 (default: 1, but for root).
BROWSER_HOSTS = os.environ.get("BROWSER_HOSTS", "").replace(",", " ").split()
BROWSER_EXECUTABLE = os.environ.get("BROWSER_EXECUTABLE", "")
BROWSER_SANDBOX = os.environ.get("BROWSER_SANDBOX", "")
if BROWSER_HOSTS:  # the module imports Playwright, which nobody else is to pay for
    DOWNLOADER_MIDDLEWARES["crawler.browser.middleware.BrowserMiddleware"] = 50
DOWNLOAD_HANDLERS = {
    "http": "crawler.handlers.WebDownloadHandler",
    "https": "crawler.handlers.WebDownloadHandler",
    # The others read files and foreign services: no page of ours is there.
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
TWISTED_DNS_RESOLVER = "crawler.handlers.PublicResolver"
DNS_TIMEOUT = 20  # default 60
# default 10; a name whose servers are silent keeps a thread for as long as the system asks them
REACTOR_THREADPOOL_MAXSIZE = 64
# default True; a proxy of the environment's would look the names up, past the check of addresses
HTTPPROXY_ENABLED = False
# Ours: an origin that stands for the whole web (a sample web, a staging copy).
WEB_GATEWAY = os.environ.get("WEB_GATEWAY", "")

EXTENSIONS = {
    "crawler.extensions.LeaseKeeper": 10,
    "crawler.extensions.RunRecorder": 20,
    "crawler.reading_limit.ReadingLimit": 30,
}
ITEM_PIPELINES = {"crawler.pipelines.StorePipeline": 300}

# The queue retries, later and counted; a retry inside the crawl would count nothing.
RETRY_ENABLED = False  # default True
REDIRECT_MAX_TIMES = 5  # default 20
METAREFRESH_ENABLED = False  # default True; challenge pages refresh themselves for ever
DOWNLOAD_TIMEOUT = 60  # default 180; a lease is 15 minutes
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024  # default 1 GB; the largest page known here has 2 MB
DOWNLOAD_WARNSIZE = 10 * 1024 * 1024  # default 32 MB
# Ours: an answer's status line and headers, to which Scrapy sets no limit. Chromium's is the same.
DOWNLOAD_MAXHEAD = 256 * 1024
# Ours; Twisted's own is 240. A night has thousands of hosts, and each open connection is a file.
KEPT_CONNECTION_SECONDS = 20
READING_CPU_SECONDS = 60  # ours; the largest page known takes one, and a lease is 15 minutes
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False; a price from who knows where is no price

# Ours: the worker.
LEASE_SECONDS = float(os.environ.get("LEASE_SECONDS", "900"))
MAX_ATTEMPTS = 5
# A live lot is read once when it is found, and after its end; given "1d", once a day in between.
BAT_LIVE_REREAD = os.environ.get("BAT_LIVE_REREAD", "")
# A listing whose list says nothing new is read again when its page is as old as this.
LISTING_REFRESH = os.environ.get("LISTING_REFRESH", "7d")
# Queue rows that ended longer ago, and were not found since, are deleted (`scrapy prune`), as are
# old runs; "0": never.
RETENTION = os.environ.get("RETENTION", "180d")
DATABASE_POOL_SIZE = 10  # connections of a crawl at most; it opens them when it needs them

LOG_LEVEL = "INFO"  # default DEBUG, which prints every item
LOG_FORMATTER = "crawler.logs.OneLineFormatter"
FEED_EXPORT_ENCODING = "utf-8"
MEMUSAGE_LIMIT_MB = 2048  # default 0; a worker that grows must end, its rows go to another
