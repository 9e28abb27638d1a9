"""Measures how far the product can be trusted: samples, scorers, intervals."""
