"""A transcript is read as commands with their output; numbers may differ, words and addresses may not."""

import unittest

from transcript import Exchange, first_missing, read_transcript


class ReadTest(unittest.TestCase):
    def test_reads_commands_with_their_output(self):
        text = "$ one\na\nb\n$ two \\\n  more\nc\n$ three\n"
        self.assertEqual(
            [Exchange("one", ("a", "b")), Exchange("two \\\n  more", ("c",)), Exchange("three", ())],
            read_transcript(text),
        )

    def test_refuses_output_without_a_command(self):
        with self.assertRaises(ValueError):
            read_transcript("lost\n$ one\n")


class CompareTest(unittest.TestCase):
    def missing(self, expected, printed):
        return first_missing(expected.splitlines(), printed)

    def test_takes_other_numbers_and_spaces(self):
        expected = "br0   1  02:00:00:00:00:02  web   12s\n3 packets, 0% loss, time=0.25 ms\n2026-01-02T03:04:05.678Z INFO ready"
        printed = "br0 7  fe:ab:cd:00:00:02  web  0s\n5 packets, 10% loss, time=117 ms\n2027-11-12T13:14:15.000Z INFO ready\n"
        self.assertIsNone(self.missing(expected, printed))

    def test_finds_another_word_address_or_unit(self):
        for expected, printed in (
            ("port web up", "port web down"),
            ("from 10.0.10.3: ok", "from 10.0.10.4: ok"),
            ("12s", "12ms"),
            ("up", "up and away"),
        ):
            self.assertEqual(expected, self.missing(expected, printed))

    def test_passes_over_lines_between_and_keeps_the_order(self):
        self.assertIsNone(self.missing("a\n…\nc", "a\nb\nc\nd\n"))
        self.assertEqual("a", self.missing("c\na", "a\nb\nc\n"))

    def test_an_ellipsis_stands_for_anything(self):
        self.assertIsNone(self.missing("PING … bytes", "PING 10.0.0.1 (10.0.0.1) bytes"))
        self.assertIsNone(self.missing("PING … bytes", "PING bytes"))
        self.assertIsNone(self.missing("lab …10.0.10.1/24…", "lab UNKNOWN 10.0.10.1/24 fe80::1/64"))


if __name__ == "__main__":
    unittest.main()
