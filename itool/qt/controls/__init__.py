"""The controls beside the plots."""
