"""Scrapy's settings. What Scrapy leaves open by default is closed here; see docs/decisions for why."""

from crawler.config import current_job
from crawler.guards.tls import FACTORY

_job = current_job()
_crawl = _job.config.crawl

BOT_NAME = "regwatch"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
USER_AGENT = f"Mozilla/5.0 (compatible; Regwatch/0.1; +{_crawl.contact})"

ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = _crawl.delay_s
DOWNLOAD_DELAY_JITTER = 0.5
DOWNLOAD_TIMEOUT = _crawl.timeout_s
DOWNLOAD_MAXSIZE = _crawl.max_bytes
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_VERIFY_CERTIFICATES = True
if any(source.tls for source in _job.config.sources.values()):
    DOWNLOADER_CLIENTCONTEXTFACTORY = FACTORY
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawler.guards.resolver.GuardedResolver"
REGWATCH_MIRRORS = [s.origin for s in _job.config.sources.values() if s.origin]
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 408]
ROBOTSTXT_USER_AGENT = "Regwatch"
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
HTTPPROXY_ENABLED = False
COOKIES_ENABLED = True
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
HTTPCACHE_ENABLED = False
# The bases are named whole, because Scrapy imports a component of its base even when it is switched off, and with it
# what that needs: a second HTTP client, a web server, a telnet server.
DOWNLOADER_MIDDLEWARES_BASE = {
    "crawler.middlewares.FenceMiddleware": 50,
    "crawler.guards.robots.RobotsPolicy": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.middlewares.PatientRetry": 550,
    "crawler.middlewares.StrictCompression": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "crawler.guards.cookies.HostCookies": 700,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}
SPIDER_MIDDLEWARES_BASE = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": 700,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": 800,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": 900,
}
EXTENSIONS_BASE = {"scrapy.extensions.corestats.CoreStats": 0, "scrapy.extensions.logcount.LogCount": 0}
LOG_LEVEL = "WARNING"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
FEED_EXPORT_ENCODING = "utf-8"
