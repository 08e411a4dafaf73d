"""Benchmarks: `make bench`. Compare rows within a run, not runs with each other: machines are noisy."""
