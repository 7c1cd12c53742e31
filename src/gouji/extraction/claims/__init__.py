"""Numbers that the prose states, as typed claims with their sentence."""
