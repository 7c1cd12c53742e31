"""ZIP archives of reports, and what their members may cost."""
