"""Every outcome of a test case is counted once, from reports of several modules and runs."""

import tempfile
import unittest
from pathlib import Path

from totals import count_junit, count_tap, count_unittest

REPORT = """<testsuite tests="1">
  <testcase name="good"><system-out>&lt;failure/&gt;</system-out></testcase>
  <testcase name="good"/>
  <testcase name="wrong"><failure message="expected 1"/></testcase>
  <testcase name="broken"><error/></testcase>
  <testcase name="left out"><skipped/></testcase>
</testsuite>"""


class JUnitTest(unittest.TestCase):
    def test_counts_the_cases_of_every_report(self):
        with tempfile.TemporaryDirectory() as directory:
            for module in ("wire", "io"):
                reports = Path(directory, module)
                reports.mkdir()
                (reports / "TEST-A.xml").write_text(REPORT)
                (reports / "other.xml").write_text(REPORT)
            self.assertEqual((4, 4, 2), count_junit([f"{directory}/wire", f"{directory}/io"]))

    def test_finds_nothing_where_nothing_ran(self):
        self.assertEqual((0, 0, 0), count_junit(["/nowhere"]))


class UnittestTest(unittest.TestCase):
    def test_adds_up_runs(self):
        log = "Ran 7 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1)\nRan 1 test in 0.0s\n\nOK\n"
        self.assertEqual((4, 3, 1), count_unittest(log))


class TapTest(unittest.TestCase):
    def test_counts_verdicts_and_nothing_else(self):
        log = "building\nok - a:1: sh\nnot ok - a:4: sh\n# ok, but\nokay\nok - a:9: yaml\n"
        self.assertEqual((2, 1, 0), count_tap(log))


if __name__ == "__main__":
    unittest.main()
