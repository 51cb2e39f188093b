"""What sockperf writes is read by percentile."""

import unittest

from lab import BenchError
from works.rtt import read_percentiles

REPORT = """
sockperf: Total 11223 observations; each percentile contains 112.23 observations
sockperf: ---> <MAX> observation =  802.151
sockperf: ---> percentile 99.999 =  802.151
sockperf: ---> percentile 99.900 =  164.370
sockperf: ---> percentile 99.000 =  112.650
sockperf: ---> percentile 50.000 =   62.960
"""


class RoundTripTest(unittest.TestCase):
    def test_percentiles_in_the_order_of_the_parts(self):
        self.assertEqual(read_percentiles(REPORT), (62.96, 112.65, 164.37))

    def test_a_report_without_observations_is_a_failure(self):
        with self.assertRaisesRegex(BenchError, "no percentile"):
            read_percentiles("sockperf: No messages were received from the server")


if __name__ == "__main__":
    unittest.main()
