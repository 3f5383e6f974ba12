"""Replicas of the three ministries' sites on loopback: moving through a story, noisy as the real ones, able to fail.

with Replica(load()) as replica:
    origins = replica.start()          # {"miit": "http://127.0.0.1:…", "samr": …, "mee": …}
    replica.at("2026-05-03T20:00")
    replica.fault("samr", "challenge_521")
"""

from regwatch.demo.replica.faults import FAULTS
from regwatch.demo.replica.generated import generated
from regwatch.demo.replica.replica import Replica
from regwatch.demo.replica.wire import Logged

__all__ = ["FAULTS", "Logged", "Replica", "generated"]
