"""Benchmarks: `python -m tests.bench`. Each figure is a ratio to a reference measured in the same
run, in turns with it, because machines are noisy and differ; medians of several rounds."""
