"""A block that does not do what it says is refused, with the reason; blocks that only look at text need no network."""

import os
import tempfile
import unittest

from pages import Block
from reader import Reader, Unlike, whole


def block(language, text="", **options):
    return Block(1, language, {key.replace("_", "-"): value for key, value in options.items()}, text)


class ReaderTest(unittest.TestCase):
    def refuses(self, refused, reason):
        with self.assertRaisesRegex(Unlike, reason):
            Reader().take(refused)

    def test_refuses_blocks_that_do_not_say_what_they_are(self):
        self.refuses(block(""), 'language is ""')
        self.refuses(block("python"), 'language is "python"')
        self.refuses(block("yaml", on="10.98.0.2"), "on: not possible after yaml")

    def test_refuses_commands_that_fail(self):
        Reader().take(block("sh", "true\n"))
        self.refuses(block("sh", "false\ntrue\n"), "ended with 1 instead of 0")
        self.refuses(block("sh", "false | true\n"), "ended with 1 instead of 0")

    def test_compares_transcripts(self):
        Reader().take(block("console", "$ echo 7 times\n3 times\n$ (exit 2)\n", exit="2"))
        self.refuses(block("console", "$ echo twice\nonce\n"), "does not print.*: once")
        self.refuses(block("console", "$ (exit 2)\n$ true\n"), "ended with 2 instead of 0")

    def test_sees_whether_a_command_runs_on(self):
        Reader().take(block("sh", "sleep 60\n", endless=""))
        self.refuses(block("sh", "true\n", endless=""), "before it was interrupted")

    def test_does_not_run_what_says_so_but_reads_it(self):
        Reader().take(block("sh", "false\n", not_run="reason"))
        self.refuses(block("sh", "if\n", not_run="reason"), "syntax error")
        self.refuses(block("sh", "true\n", not_run=""), "has no reason")

    def test_a_daemon_that_ends_at_once_is_not_ready(self):
        with tempfile.TemporaryDirectory() as folder:
            before = os.getcwd()
            os.chdir(folder)
            self.addCleanup(os.chdir, before)
            self.refuses(block("sh", "sh -c 'echo sorry'\n", daemon=""), "is not ready:\nsorry")


class WholeTest(unittest.TestCase):
    def test_puts_fragments_in_their_place(self):
        self.assertEqual("bridges:\n  br0:\n    ports:\n      web: {}\n", whole(block("yaml", "web: {}\n", ports="")))
        self.assertEqual("bridges:\n  br0:\n    ageing: 1s\n", whole(block("yaml", "ageing: 1s\n", bridge="")))
        self.assertEqual("workers: 1\n", whole(block("yaml", "workers: 1\n")))


if __name__ == "__main__":
    unittest.main()
