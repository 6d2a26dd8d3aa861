"""The door: filled forms in, clean rows and problems out."""
