"""Every object that crosses the wire, in either direction.

Times are UTC, durations seconds, memory GiB where the name ends in ``_gib``.
"""
