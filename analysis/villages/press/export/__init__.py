"""From a page that has been run to what is handed on: one HTML file, one PDF."""
