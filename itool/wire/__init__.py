"""What travels between processes: messages, data, keys, records of live managers."""
