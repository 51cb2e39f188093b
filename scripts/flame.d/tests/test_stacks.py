"""What perf script says becomes stacks and shares."""

import unittest

from stacks import JAVA, KERNEL, OUR_C, REST, Frame, Profile

WRITE = """\
taplane-shard-0\x20
	ffffffff81e6889f netif_receive_skb ([kernel.kallsyms])
	ffffffff816bb9d6 ksys_write ([kernel.kallsyms])
	           f838f __GI___libc_write (/usr/lib/x86_64-linux-gnu/libc.so.6)
	            253c Java_org_taplane_nativeio_TapIo_send (/tmp/lab/libtaplane1.so (deleted))
	    7eff4ff27d88 long org.taplane.nativeio.TapIo.send(int, long, int[]) (/tmp/perf-7.map)
	    7eff485b8d54 boolean org.taplane.io.shard.Shard$$Lambda/0x8000000f4.read() (/tmp/perf-7.map)
	    7eff4f940280 Interpreter (/tmp/perf-7.map)
	          a23840 JavaCalls::call_helper (/usr/lib/jvm/lib/server/libjvm.so)
	               0 [unknown] ([unknown])
"""
READ = """\
taplane-shard-0\x20
	ffffffff816bb886 ksys_read ([kernel.kallsyms])
	           f82ec read (/usr/lib/x86_64-linux-gnu/libc.so.6)
	    7eff4ff27d88 int org.taplane.nativeio.TapIo.receive(int, long, int) (/tmp/perf-7.map)
"""
C = """\
taplane-shard-0\x20
	            253c burst_tap_send (/tmp/lab/libtaplane1.so (deleted))
	    7eff4ff27d88 long org.taplane.nativeio.TapIo.send(int, long, int[]) (/tmp/perf-7.map)
"""
FORWARD = """\
taplane-shard-0\x20
	    7eff4ff44900 void org.taplane.dataplane.bridge.Bridge.forward(org.taplane.dataplane.frame.Burst) (/tmp/perf-7.map)
"""
TICK = """\
taplane-shard-0\x20
	ffffffff81361b9b handle_softirqs ([kernel.kallsyms])
	    7eff4ff44900 void org.taplane.dataplane.bridge.Bridge.forward(org.taplane.dataplane.frame.Burst) (/tmp/perf-7.map)
"""
STUB = """\
taplane-shard-0\x20
	    7eff4f940280 I2C/C2I adapters(0xbb)@0x7eff4f940280 (/tmp/perf-7.map)
	            1234 [unknown] (/usr/lib/libz.so.1)
"""


def profile_of(*samples):
    return Profile.read("\n".join(samples))


class StacksTest(unittest.TestCase):
    def test_a_stack_begins_where_the_jvm_has_started_the_thread(self):
        (stack,) = profile_of(WRITE).stacks
        self.assertEqual(stack, (
            Frame("Shard$$Lambda.read", JAVA),
            Frame("TapIo.send", JAVA),
            Frame("Java_org_taplane_nativeio_TapIo_send", OUR_C),
            Frame("__GI___libc_write", REST),
            Frame("ksys_write", KERNEL),
            Frame("netif_receive_skb", KERNEL),
        ))  # fmt: skip

    def test_equal_stacks_are_one(self):
        profile = profile_of(READ, WRITE, READ)
        self.assertEqual(profile.samples(), 3)
        self.assertEqual(sorted(profile.stacks.values()), [1, 2])

    def test_shares_are_of_the_code_that_ran(self):
        profile = profile_of(WRITE, C, FORWARD, STUB)
        self.assertEqual(profile.shares(), {KERNEL: 0.25, OUR_C: 0.25, JAVA: 0.25, REST: 0.25})

    def test_the_kernels_share_is_told_by_its_callers(self):
        profile = profile_of(READ, WRITE, READ, TICK)
        self.assertEqual(profile.calls(), {"read": 0.5, "write": 0.25, "interrupts": 0.25})
        self.assertEqual(profile.receiver(), 0.25)

    def test_code_without_a_name_has_its_files(self):
        (stack,) = profile_of(STUB).stacks
        self.assertEqual(stack[0], Frame("[libz.so.1]", REST))

    def test_a_kernel_without_names_is_still_the_kernel(self):
        (stack,) = profile_of(READ.replace("ksys_read", "[unknown]")).stacks
        self.assertEqual(stack[-1], Frame("[kernel]", KERNEL))


if __name__ == "__main__":
    unittest.main()
