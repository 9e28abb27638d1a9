"""Parts of screens: they take data in and post facts in the past tense."""
