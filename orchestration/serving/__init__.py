"""The servers of `gouji ui`: Dagster's own, our pages beside it, the links that lead there."""
