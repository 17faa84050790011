"""Benchmarks: ratios between the product and a baseline, both measured in the same run on the same machine.

`./run bench` runs all; `./run bench reads posts sync` some. What they send stays on loopback; each is bounded in count.
"""
