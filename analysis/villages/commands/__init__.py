"""The commands: what they are called, what they take, and which wing does the work."""
