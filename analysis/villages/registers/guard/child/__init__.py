"""What runs in the child process: everything that parses bytes from outside."""
