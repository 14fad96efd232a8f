"""Recorded HTTP exchanges: each spider's crawl as a cassette, recorded anew and replayed offline.

`python -m tests.recording record` crawls the sample web (or, told so, the open one) and writes
`tests/cassettes/<spider>.json` in betamax's file format. A replay answers every request from such
a file, and a request that is not in it ends the crawl: nothing is ever sent.
"""
