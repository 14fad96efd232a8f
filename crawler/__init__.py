"""The Scrapy project: spiders claim rows of the queues, read pages and store what they say."""
