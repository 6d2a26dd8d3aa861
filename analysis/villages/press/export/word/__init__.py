"""Word files: what a report and an official document build theirs of."""
