"""Benchmarks: `make bench`. Figures of one run on one machine; compare rows within a run, not runs with each other."""
