"""The picture is well-formed, and its bars are as long as the ratios say."""

import unittest
from xml.etree import ElementTree

from campaign import Outcome
from plot import length, render_plot
from report import summarize
from test_report import outcome_of, plan_of

MACHINE = {"processor": "A & B <fast>", "processors": 2, "kernel": "Linux 6"}
SVG = "{http://www.w3.org/2000/svg}"


def picture(plan, outcome):
    return ElementTree.fromstring(render_plot(plan, summarize(plan, outcome), MACHINE))


def widths(root):
    return [float(bar.get("width")) for bar in root.iter(f"{SVG}rect") if bar.get("class") != "back"]


class PlotTest(unittest.TestCase):
    def test_a_bar_is_as_long_as_its_ratio(self):
        outcome = outcome_of((1, "tcp-out", "floor", 8.0), (1, "tcp-out", "ovs", 4.0))
        self.assertEqual(widths(picture(plan_of("floor", "ovs"), outcome)), [length(1), length(0.5)])

    def test_a_bar_stays_in_the_picture(self):
        outcome = outcome_of((1, "tcp-out", "floor", 1.0), (1, "tcp-out", "ovs", 50.0))
        root = picture(plan_of("floor", "ovs"), outcome)
        self.assertLess(max(widths(root)), float(root.get("width")))
        self.assertIn("50.00", "".join(root.itertext()))

    def test_without_the_floor_there_are_no_bars(self):
        self.assertEqual(widths(picture(plan_of("ovs"), outcome_of((1, "tcp-out", "ovs", 2.0)))), [])
        self.assertEqual(widths(picture(plan_of("floor", "ovs"), Outcome())), [])


if __name__ == "__main__":
    unittest.main()
