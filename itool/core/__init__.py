"""The manager's state and every change of it; no toolkit, no socket, no thread."""
