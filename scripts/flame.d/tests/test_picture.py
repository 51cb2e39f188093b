"""The picture is well-formed, and its bars are as wide as their shares and stand on their callers."""

import unittest
from collections import Counter
from xml.etree import ElementTree

from picture import MARGIN, ROW, WIDTH, render_picture
from stacks import JAVA, KERNEL, Frame, Profile

SVG = "{http://www.w3.org/2000/svg}"
CALLER = Frame("A<B>.run", JAVA)
LEFT = Frame("ksys_write", KERNEL)
RIGHT = Frame("ksys_read", KERNEL)


def picture(stacks):
    return ElementTree.fromstring(render_picture("a & b", Profile(Counter(stacks))))


def bars(root):
    """By the name in the tooltip: x, y and width."""
    found = {}
    for group in root.iter(f"{SVG}g"):
        bar = group.find(f"{SVG}rect")
        name = group.find(f"{SVG}title").text.split(":")[0]
        found[name] = tuple(float(bar.get(key)) for key in ("x", "y", "width"))
    return found


class PictureTest(unittest.TestCase):
    def test_a_bar_is_as_wide_as_its_share_and_stands_on_its_caller(self):
        found = bars(picture({(CALLER, RIGHT): 1, (CALLER, LEFT): 3}))
        whole = WIDTH - 2 * MARGIN
        x, y, width = found[CALLER.name]
        self.assertEqual((x, width), (MARGIN, whole))
        self.assertEqual(found[LEFT.name], (MARGIN, y - ROW, whole * 0.75))
        self.assertEqual(found[RIGHT.name], (MARGIN + whole * 0.75, y - ROW, whole * 0.25))

    def test_what_is_too_narrow_is_left_out(self):
        self.assertNotIn(RIGHT.name, bars(picture({(CALLER, LEFT): 999, (CALLER, RIGHT): 1})))

    def test_everything_stays_in_the_picture(self):
        root = picture({(CALLER, *[LEFT] * 50): 1})
        self.assertTrue(all(y > 0 for _, y, _ in bars(root).values()))
        self.assertLess(max(y for _, y, _ in bars(root).values()) + ROW, float(root.get("height")))

    def test_a_label_is_cut_to_its_bar(self):
        long = Frame("x" * 400, KERNEL)
        labels = [label.text for label in picture({(CALLER, long): 1}).iter(f"{SVG}text")]
        self.assertTrue(any(label.endswith("…") and len(label) < 250 for label in labels))


if __name__ == "__main__":
    unittest.main()
