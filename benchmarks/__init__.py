"""What is measured, runnable by anyone: `make bench`, or `python -m benchmarks [names]`."""
