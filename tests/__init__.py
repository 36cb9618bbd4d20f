"""The suite; helpers shared by several tests are imported as `tests.name`."""
