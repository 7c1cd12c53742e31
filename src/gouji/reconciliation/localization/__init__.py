"""Error localization: the fewest changes that let every edit of a failing table hold."""
