"""How fast it is, and how small: measurements that run the system as its users do, at sizes from a folder to a million passages."""
