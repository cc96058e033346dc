"""How each type of item looks: one module a family, each with a table from item model to `Look`."""
