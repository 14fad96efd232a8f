"""The sample web: a small server that plays the sites, with the truth about each of its pages."""
