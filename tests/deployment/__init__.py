"""How Relais is run: several processes on one database, upgrades under load, and the files that operators are given."""
