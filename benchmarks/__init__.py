"""Figures: budgets are kept here and never in tests."""
