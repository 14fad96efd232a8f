"""How the program is run elsewhere: image, manifests, and what holds them against their schemas."""
