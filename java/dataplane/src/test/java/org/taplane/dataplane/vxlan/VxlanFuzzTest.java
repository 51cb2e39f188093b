package org.taplane.dataplane.vxlan;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.taplane.dataplane.fuzz.Script;

/** Datagrams of anything through two tunnels of one endpoint, a bridge, and out by a TAP and by a third tunnel. */
final class VxlanFuzzTest {
    private static final int MAX_BURSTS = 8;
    private static final int MAX_DATAGRAMS = 8;

    /** The input is bursts: a byte, the number of datagrams less one modulo 8, and the datagrams: {@link HostileDatagram}. */
    @FuzzTest
    void receive(byte[] input) {
        Script script = new Script(input);
        JudgedTunnels tunnels = new JudgedTunnels();
        for (int burst = 0; burst < MAX_BURSTS && script.hasMore(); burst++) {
            int more = script.u8() % MAX_DATAGRAMS;
            List<HostileDatagram> datagrams = new ArrayList<>();
            for (int i = 0; i <= more; i++) {
                datagrams.add(HostileDatagram.read(script));
            }
            tunnels.receive(datagrams);
        }
    }
}
