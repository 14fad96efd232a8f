"""Bring a Trailer as the sample web plays it: lots, their threads, the board, the results."""
