"""Other planners behind one shape, each run in a process of its own: `python -m bench.peers.vroom ASKED ANSWER`.

ASKED is a question's file, or `district JOBS SEED` for one of the generator's. A peer answers with the visits of each
vehicle in order and the processor's seconds it took; `bench.routing_peers` times and judges that by our own rules.
"""
