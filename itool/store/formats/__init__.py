"""Kinds of files: one module each, one function that opens one file lazily."""
