"""What tools print in a machine is read as it stands, and what they do not print is not made up."""

import unittest

import readings

PING = """PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
[1795716000.100000] 64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=2.04 ms
[1795716000.300000] 64 bytes from 10.0.0.1: icmp_seq=2 ttl=64 time=1.04 ms
[1795716004.800000] 64 bytes from 10.0.0.1: icmp_seq=24 ttl=64 time=1.10 ms

--- 10.0.0.1 ping statistics ---
24 packets transmitted, 3 received, 87.5% packet loss, time 4620ms
rtt min/avg/max/mdev = 1.040/1.393/2.040/0.458 ms
"""

TCPDUMP = """18:00:01.000000 IP (tos 0x0, ttl 64, id 4242, offset 0, flags [DF], proto UDP (17), length 1500)
    10.98.0.11.51234 > 10.98.0.12.4789: [udp sum ok] VXLAN, flags [I] (0x08), vni 10010
IP (tos 0x0, ttl 64, id 7, offset 0, flags [DF], proto ICMP (1), length 1450)
    10.0.0.1 > 10.0.0.2: ICMP echo request, id 1, seq 1, length 1430
18:00:01.100000 IP (tos 0x0, ttl 64, id 4243, offset 0, flags [none], proto UDP (17), length 1500)
    10.98.0.12.50000 > 10.98.0.11.4789: VXLAN, flags [I] (0x08), vni 10020
"""

CONSOLE = """
+-- JUnit Jupiter [OK]
| '-- StationsIT [OK]
|     '-- pings() [X] `ping` still runs after 20000 ms

[         9 tests found           ]
[         8 tests successful      ]
[         1 tests failed          ]
"""


class PingTest(unittest.TestCase):
    def test_a_gap_is_between_two_answers(self):
        self.assertEqual(readings.pings(PING), readings.Pings(sent=24, answered=3, longest_gap=4.5))

    def test_no_answer_is_no_gap(self):
        text = "24 packets transmitted, 0 received, 100% packet loss, time 1ms\n"
        self.assertEqual(readings.pings(text), readings.Pings(24, 0, 0.0))

    def test_errors_between_the_numbers(self):
        text = "5 packets transmitted, 0 received, +5 errors, 100% packet loss, time 1ms\n"
        self.assertEqual(readings.summary(text), (5, 0))

    def test_a_ping_that_died_is_an_error(self):
        with self.assertRaises(ValueError):
            readings.pings("PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.\n")

    def test_the_round_trip_is_the_average(self):
        self.assertEqual(readings.round_trip(PING), "1.393")
        self.assertEqual(readings.round_trip(""), "?")


class TcpdumpTest(unittest.TestCase):
    def test_outer_headers_with_and_without_a_checksum(self):
        self.assertEqual(
            readings.outer_packets(TCPDUMP),
            [
                readings.OuterPacket(1500, "10.98.0.11", "10.98.0.12", 4789, "udp sum ok", "I", 10010),
                readings.OuterPacket(1500, "10.98.0.12", "10.98.0.11", 4789, "", "I", 10020),
            ],
        )

    def test_inner_packets_are_not_outer_ones(self):
        self.assertEqual(readings.outer_packets(TCPDUMP.replace("VXLAN", "UDP")), [])


class JunitTest(unittest.TestCase):
    def test_totals_and_the_first_failure(self):
        self.assertEqual(readings.junit_totals(CONSOLE), {"found": 9, "successful": 8, "failed": 1})
        self.assertEqual(readings.first_failure(CONSOLE), "`ping` still runs after 20000 ms")

    def test_a_jvm_that_did_not_start_has_none(self):
        text = "Error: Could not find or load main class\n"
        self.assertEqual(readings.junit_totals(text), {})
        self.assertEqual(readings.first_failure(text), text.strip())


class LogTest(unittest.TestCase):
    def test_each_notice_once_without_the_time(self):
        journal = (
            "2026-11-26T18:00:00.000Z INFO TAP devices are read by epoll: no\n"
            "2026-11-26T18:00:00.100Z WARN port v: narrow\n"
            "2026-11-26T18:00:01.000Z INFO ready\n"
            "2026-11-26T18:00:02.000Z INFO TAP devices are read by epoll: no\n"
            "2026-11-26T18:00:03.000Z INFO stopping\n"
        )
        self.assertEqual(readings.notices(journal), ["TAP devices are read by epoll: no", "port v: narrow"])

    def test_a_refusal_has_no_level(self):
        self.assertEqual(readings.notices("taplane: port v: no\n"), ["taplane: port v: no"])
