"""The reviewed decisions on failures: the ledger, its entries, and what waits for one."""
