"""The Textual front: one app, one dashboard screen, one file per widget, pure render functions, one key table."""
