"""The client's end of the wire: find a manager, call it, listen to it."""
