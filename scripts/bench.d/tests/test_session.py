"""All programs of a run share a session, which is raised while it lasts."""

import os
import tempfile
import unittest
from pathlib import Path

import lab


class SessionTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.group = Path(folder.name) / "autogroup"

    def test_is_raised_and_restored(self):
        self.group.write_text("/autogroup-17 nice 3\n")
        with lab.raised_session(self.group):
            self.assertEqual(self.group.read_text(), lab.NICE)
        self.assertEqual(self.group.read_text(), "3")

    def test_is_restored_after_a_failure(self):
        self.group.write_text("/autogroup-17 nice 0\n")
        with self.assertRaises(lab.BenchError), lab.raised_session(self.group):
            raise lab.BenchError("failed")
        self.assertEqual(self.group.read_text(), "0")

    def test_first_session_has_no_group(self):
        self.group.write_text("")
        with lab.raised_session(self.group):
            self.assertEqual(self.group.read_text(), "")

    def test_kernel_may_not_group_at_all(self):
        with lab.raised_session(self.group):
            self.assertFalse(self.group.exists())

    def test_programs_share_the_session_but_not_the_process_group(self):
        with lab.Lab() as bench:
            process = bench.start(bench.namespace("session"), "sleep", "60")
            self.assertEqual(os.getsid(process.pid), os.getsid(0))
            self.assertEqual(os.getpgid(process.pid), process.pid)


if __name__ == "__main__":
    unittest.main()
