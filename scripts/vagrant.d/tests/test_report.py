"""A check that fails is seen in the page, in the totals and in what is printed; the others go on."""

import contextlib
import io
import unittest

from machines import Failure, multiplexed
from report import Report
from scenarios import MTU, TUNNEL_HEADERS, VNIS, judge
from readings import OuterPacket


def fails():
    raise Failure("beta: 3 of 10 requests answered")


class ReportTest(unittest.TestCase):
    def report(self):
        report = Report()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            report.part("Two switches")
            report.check("ping", lambda: "10 of 10 | 1 ms")
            report.check("TCP", fails)
            report.check("set up", lambda: None)
        return report, printed.getvalue()

    def test_failures_count_and_do_not_end_the_run(self):
        report, printed = self.report()
        self.assertEqual(report.verdict(), "2 of 3 checks passed")
        self.assertEqual([check.name for check in report.failed()], ["TCP"])
        self.assertIn("✗ TCP", printed)

    def test_the_page_has_all_of_it(self):
        report, _ = self.report()
        report.fact("Date", "2026-11-26")
        report.note("TAP ports get no USO")
        page = report.markdown()
        self.assertIn("| Date | 2026-11-26 |", page)
        self.assertIn("## Two switches", page)
        self.assertIn("10 of 10 \\| 1 ms", page)
        self.assertIn("| TCP | **failed** |", page)
        self.assertIn("- `TAP ports get no USO`", page)


class OuterPacketsTest(unittest.TestCase):
    def packets(self, **change):
        usual = dict(length=MTU + TUNNEL_HEADERS, source="10.98.0.11", destination="10.98.0.12", port=4789,
                     checksum="udp sum ok", flags="I")  # fmt: skip
        return [OuterPacket(**{**usual, **change}, vni=vni) for vni in VNIS.values()]

    def test_takes_what_the_standard_wants(self):
        judge(self.packets())
        judge(self.packets(checksum="no cksum"))

    def test_finds_what_is_wrong(self):
        for change in ({"length": 1501}, {"flags": "."}, {"port": 8472}, {"checksum": "bad udp cksum 0x1 -> 0x2!"}):
            with self.subTest(change), self.assertRaises(Failure):
                judge(self.packets(**change))

    def test_every_vlan_has_to_be_seen(self):
        with self.assertRaises(Failure):
            judge(self.packets()[:1])


class SshTest(unittest.TestCase):
    def test_every_host_shares_a_connection(self):
        self.assertIn("ControlPath /work/%n.ssh", multiplexed("Host alpha\n  Port 22\n", "/work"))
