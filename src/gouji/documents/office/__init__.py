"""Office files: Word and workbooks as they are, older ones by way of LibreOffice."""
