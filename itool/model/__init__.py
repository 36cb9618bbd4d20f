"""Pure values: what a viewer remembers, what an array is, and what can be drawn."""
