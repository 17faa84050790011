"""The search itself, compiled by numba: an instance as plain arrays in, sequences of nodes out.

`world` holds what never changes, `state` what the search moves about; the other files each do one thing to them.
The rules are those of `routing.engine.tour`, written a second time for speed: tests compare the two in every step.
"""
