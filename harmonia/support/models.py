"""Letters to the service and the threads that they belong to."""
