"""How long things take, as ratios to what they are made of: ``python -m benchmarks``.

Run it alone on a machine, in the environment that ``scripts/test`` makes. It
starts a gateway whose schedulers live in the gateway's own process, and two
Jupyter servers, one of them without the extension.
"""
