"""The demo: a scripted model on loopback, its scenarios, and a world to play them in."""
