"""Medians, spreads and ratios, and what the table says when something failed."""

import unittest

import duts
import works
from campaign import Outcome, Plan
from report import ratio, render_table, spread, summarize


def outcome_of(*samples):
    keys = ("round", "figure", "dut", "value")
    rest = {"cpu_share": None, "cpu_nanos_per_frame": None}
    return Outcome(samples=[{**dict(zip(keys, sample)), **rest} for sample in samples])


def plan_of(*wanted):
    chosen = [dut for dut in duts.ALL if dut.name in wanted]
    return Plan(duts=chosen, works=[work for work in works.ALL if work.name == "tcp-out"], rounds=3, seconds=1)


class ReportTest(unittest.TestCase):
    def test_the_warm_up_round_does_not_count(self):
        outcome = outcome_of((0, "tcp-out", "floor", 99.0), (1, "tcp-out", "floor", 2.0), (2, "tcp-out", "floor", 4.0))
        (row,) = summarize(plan_of("floor"), outcome)
        self.assertEqual((row.samples, row.median), (2, 3.0))

    def test_a_ratio_is_taken_within_each_round(self):
        slow_and_fast_rounds = {1: 1.0, 2: 10.0, 3: 100.0}
        reference = {1: 2.0, 2: 20.0, 3: 200.0}
        self.assertEqual(ratio(slow_and_fast_rounds, reference), 0.5)

    def test_a_round_that_the_reference_missed_has_no_ratio(self):
        self.assertEqual(ratio({1: 1.0, 2: 8.0}, {2: 4.0}), 2.0)
        self.assertIsNone(ratio({1: 1.0}, {2: 4.0}))

    def test_spread_is_a_part_of_the_median(self):
        self.assertEqual(spread([8.0, 10.0, 13.0]), 0.5)
        self.assertIsNone(spread([8.0]))

    def test_a_device_that_failed_keeps_its_row_and_its_reason(self):
        outcome = outcome_of((1, "tcp-out", "floor", 2.0))
        outcome.failures.append({"round": 0, "work": "tcp-out", "dut": "ovs", "reason": "no such device"})
        plan = plan_of("floor", "ovs")
        table = render_table(plan, summarize(plan, outcome))
        self.assertRegex(table, r"floor +2\.00")
        self.assertRegex(table, r"ovs +failed: no such device")

    def test_a_tunnel_behind_a_tap_is_compared_with_the_floor_of_its_kind(self):
        name = "vxlan-tcp-out"
        outcome = outcome_of((1, name, "floor", 5.0), (1, name, "floor-tap", 8.0), (1, name, "taplane-tap", 6.0))
        (work,) = (work for work in works.ALL if work.name == name)
        (dut,) = (dut for dut in duts.ALL if dut.name == "taplane-tap")
        plan = Plan(duts=[dut], works=[work], rounds=1, seconds=1)
        (row,) = summarize(plan, outcome)
        self.assertEqual(row.ratios["floor"], 0.75)

    def test_a_work_of_several_values_has_a_row_for_each(self):
        (work,) = (work for work in works.ALL if work.name == "rtt")
        (dut,) = (dut for dut in duts.ALL if dut.name == "floor")
        outcome = outcome_of((1, "rtt-p50", "floor", 5.0), (1, "rtt-p99", "floor", 8.0))
        rows = summarize(Plan(duts=[dut], works=[work], rounds=1, seconds=1), outcome)
        self.assertEqual([row.median for row in rows], [5.0, 8.0, None])

    def test_every_device_takes_its_turn_as_the_first(self):
        plan = plan_of("kernel", "floor", "ovs")
        firsts = [plan.cells(first=number)[0][1].name for number in range(4)]
        self.assertEqual(firsts, ["kernel", "floor", "ovs", "kernel"])


if __name__ == "__main__":
    unittest.main()
