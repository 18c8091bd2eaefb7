"""What goes wrong beneath Relais: the network to the database, the database, its disk, the clocks, a channel."""
