"""Bytes of any format -> the `Document` model: see `opening` (the door) and `model`."""
