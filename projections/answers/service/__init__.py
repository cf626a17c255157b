"""Service: archives, repairs, technicians, faults."""
