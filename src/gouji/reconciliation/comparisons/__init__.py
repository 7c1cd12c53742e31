"""Years with the years before, areas with their units."""
