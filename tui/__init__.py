"""The Textual face. It talks to `interviewer` only and knows no language model and no index."""
