"""The commands: everything that can be done by name, from the composer, the palette or a key."""
