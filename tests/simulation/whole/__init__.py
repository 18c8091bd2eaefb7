"""The whole service as one simulation: competing hands, phones offline, processes that die, a rail that fails."""
