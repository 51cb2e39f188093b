package org.taplane.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.Config;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;

class KernelAdviceTest {
    private static final String TAP = "t: {type: tap}";
    private static final String WIRE = "w: {type: packet, device: eth1}";
    private static final String TUNNEL = "v: {type: vxlan, vni: 1, local: 192.0.2.1, remotes: [192.0.2.2]}";
    private static final String BEHIND_HOST =
            "v: {type: vxlan, vni: 1, local: 192.0.2.1, remotes: [192.0.2.2], underlay: tap}";

    @Test
    void aRecentKernelNeedsNone() {
        assertThat(KernelAdvice.lines(config(TAP, TUNNEL), true)).isEmpty();
    }

    @Test
    void eachKindOfPortHasALineOfItsOwn() {
        assertThat(old(TAP)).singleElement().asString().contains("(USO)", "Linux 6.2");
        assertThat(old(TUNNEL)).singleElement().asString().contains("(UDP_GRO)", "Linux 6.2");
        assertThat(old(TAP, TUNNEL)).hasSize(2);
    }

    @Test
    void nothingIsSaidOfWhatIsNotUsed() {
        assertThat(old(WIRE)).isEmpty();
        assertThat(old(BEHIND_HOST)).isEmpty();
    }

    private static List<String> old(String... ports) {
        return KernelAdvice.lines(config(ports), false);
    }

    private static Config config(String... ports) {
        String file = "bridges: {br0: {ports: {" + String.join(", ", ports) + "}}}";
        return ((ConfigResult.Loaded) ConfigLoader.parse("test.yaml", file.getBytes(StandardCharsets.UTF_8))).config();
    }
}
