"""60-byte frames through more: more workers, more ports, more stations."""

from works.frames import Stream, sample_of

BROADCAST = "ff:ff:ff:ff:ff:ff"
# So many flows a sender that each worker gets its share by their hash.
FLOWS = "64"
# Frames are offered faster than a switch takes them: each station sends several, of which one arrives at least, mostly.
INTRODUCTIONS = 8
# They are offered this long at most.
LEARNING_SECONDS = 10


def two_senders(lab, rig, seconds):
    """One from a to b and one from b to a, each of many flows."""
    a, b = rig.topology.a, rig.topology.b
    return sample_of(rig, [Stream(lab, source, target, seconds, "-f", FLOWS, is_ip=True)
                           for source, target in ((a, b), (b, a))])  # fmt: skip


def flood(lab, rig, seconds):
    """Broadcasts of a; the value counts the copies that reach the other stations."""
    a, b = rig.topology.a, rig.topology.b
    return sample_of(rig, [Stream(lab, a, b, seconds, mac=BROADCAST, device="any")])


def stations(lab, rig, seconds, count):
    """From half of the stations, behind a, to the other half, behind b, which have sent frames before.

    No two works have stations in common: one that changed sides between them, and whose introduction was lost, would
    still be known on the wrong side, and frames to it be dropped.
    """
    a, b = rig.topology.a, rig.topology.b
    half = count // 2
    behind_a, behind_b = f"{count}:{half}", f"{count + half}:{half}"
    introduction = Stream(lab, b, a, LEARNING_SECONDS, "-s", behind_b, frames=INTRODUCTIONS * half)
    introduction.start()
    introduction.result()
    return sample_of(rig, [Stream(lab, a, b, seconds, "-s", behind_a, "-d", behind_b)])
