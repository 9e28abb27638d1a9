"""Baselines that run beside every model: what a score is worth that beats none of them is nothing."""
