"""The browser's face: sessions with pages, and a small web server for them."""
