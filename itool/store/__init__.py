"""Where samples live: lazy arrays, slice kernels, block cache, loaders and files."""
