"""The coach: reads an answer, scores it by the rubric, and says what to change."""
