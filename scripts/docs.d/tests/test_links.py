"""A link is good if its file exists and has the heading; what is on other machines is not looked at."""

import tempfile
import unittest
from pathlib import Path

from links import broken_links


class LinksTest(unittest.TestCase):
    def broken(self, text):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "other page.md").write_text("# Other\n")
            Path(folder, "picture.svg").touch()
            page = Path(folder, "page.md")
            page.write_text(text)
            return list(broken_links(page))

    def test_takes_what_exists(self):
        text = "# Here\n[a](other%20page.md) [b](other%20page.md#other) [c](#here) ![d](picture.svg) [e](https://x.org/y#z)\n"
        self.assertEqual([], self.broken(text))

    def test_finds_missing_files(self):
        self.assertEqual(["1: gone.md: there is no such file"], self.broken("[a](gone.md)\n"))

    def test_finds_missing_headings(self):
        text = "# Here\n[a](#there)\n[b](other%20page.md#here)\n[c](picture.svg#here)\n"
        self.assertEqual(
            [
                "2: #there: there is no such heading",
                "3: other%20page.md#here: there is no such heading",
                "4: picture.svg#here: there is no such heading",
            ],
            self.broken(text),
        )


if __name__ == "__main__":
    unittest.main()
