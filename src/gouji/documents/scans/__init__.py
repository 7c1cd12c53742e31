"""Scans and images: recognised as such, and read with the optional extra `ocr`."""
