"""The store with history: what was returned is added, never overwritten, and any day is kept."""
