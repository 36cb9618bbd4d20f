"""The two console scripts: `itool-manager` and its client `itool`."""
