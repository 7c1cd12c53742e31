"""The figures of the statutory tables: labels and cells aligned to the form, or left open."""
