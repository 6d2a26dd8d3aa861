"""Runs and prints pages; computes nothing."""
