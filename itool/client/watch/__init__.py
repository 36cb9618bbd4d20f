"""Variables of a notebook or script and viewers, kept the same both ways."""
