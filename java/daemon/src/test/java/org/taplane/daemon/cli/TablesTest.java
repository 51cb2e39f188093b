package org.taplane.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.control.api.FdbEntry;

class TablesTest {
    private final SampleState state = new SampleState();

    @Test
    void ports() {
        assertThat(print(Tables.PORTS, state.ports())).isEqualTo("""
                        BRIDGE  PORT  TYPE   STATE     MTU  MAC                STATIONS  MAX-MACS   RX-FRAMES       RX-BYTES  TX-FRAMES  TX-BYTES  DROPS  REASONS                                            WHY
                        br0     vm1   tap    up       1500  02:00:00:00:00:01         2         -        1204         118022          7       700     29  no-egress 12, queue-full 12, link-local 3, 2 more  -
                        br0     web   tap    missing  1500  02:00:00:00:00:02         2        16           0              0          7       700      1  -                                                  network namespace "web" does not exist
                        br0     vx    vxlan  up       1500  -                         2         -  9876543210  1234567890123          7       700      1  -                                                  -
                        """);
    }

    @Test
    void fdbIsSortedByBridgeVlanAndAddress() {
        List<FdbEntry> entries = new ArrayList<>();
        state.fdb().forEach(entries::add);
        assertThat(print(Tables.FDB, Tables.sorted(entries))).isEqualTo("""
                        BRIDGE  VLAN  MAC                PORT  REMOTE     TYPE       AGE
                        br0       10  02:00:00:00:00:09  vx    10.98.0.2  static       -
                        br0      100  02:00:00:00:00:03  vm1   -          dynamic  4m05s
                        br1        1  02:00:00:00:00:01  x     -          dynamic     0s
                        """);
    }

    @Test
    void vxlan() {
        assertThat(print(Tables.VXLAN, state.vxlan())).isEqualTo("""
                        BRIDGE  PORT  LOCAL      UDP-PORT  FLOWS   MTU  VLAN:VNI            REMOTES
                        br0     mesh  10.98.0.1      4789     16  1450  10:10010, 20:10020  10.98.0.2 (mtu 1350), 10.98.0.9 (learned)
                        """);
    }

    @Test
    void lldp() {
        StringWriter text = new StringWriter();
        LldpTable.print(state.lldp(), new PrintWriter(text));
        assertThat(text).hasToString("""
                        BRIDGE  PORT  MODE     SENT  RECEIVED  DISCARDED  NEIGHBOUR  CHASSIS            PORT-ID   VLAN  CAPABILITIES  EXPIRES
                        br0     wire  both        5         4          1  core       02:00:00:00:00:07  ge-0/0/1    10  bridge          1m35s
                        br0     web   receive     0         0          0  -          -                  -            -  -                   -
                        """);
    }

    @Test
    void emptyTableHasItsHeadings() {
        assertThat(print(Tables.BRIDGES, List.of()))
                .isEqualTo("BRIDGE  PORTS  MACS  MAX-MACS  AGEING  GROUP-FORWARD  FAST-PATH  FEATURES\n");
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "59,59s", "60,1m00s", "3599,59m59s", "3600,1h00m", "90061,25h01m"})
    void age(long seconds, String text) {
        assertThat(Tables.age(seconds)).isEqualTo(text);
    }

    private static <T> String print(Table<T> table, List<T> rows) {
        StringWriter text = new StringWriter();
        table.print(rows, new PrintWriter(text));
        return text.toString();
    }
}
