"""Pages of Bring a Trailer: the HTML around a lot, and the weight that real pages carry."""
