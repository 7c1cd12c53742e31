"""What the prose states, confronted with the tables."""
