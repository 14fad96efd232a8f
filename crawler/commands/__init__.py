"""Our commands beside Scrapy's own. Each says in one line what went wrong."""
