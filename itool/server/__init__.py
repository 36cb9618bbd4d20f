"""The manager's end of the wire: requests, events and streams over ZeroMQ."""
