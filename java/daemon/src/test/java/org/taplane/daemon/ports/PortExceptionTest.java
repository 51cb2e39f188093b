package org.taplane.daemon.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.VlanConfig;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;

class PortExceptionTest {
    private static final VlanConfig VLAN = new VlanConfig.Access(1);
    private static final PortConfig TAP = new TapConfig(
            "web",
            VLAN,
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            1500,
            OptionalLong.empty(),
            OnMissing.FAIL,
            Optional.empty(),
            PortFeatures.NONE);
    private static final PortConfig PACKET = new PacketConfig(
            "wire", VLAN, OptionalInt.empty(), "eth1", Optional.empty(), OnMissing.FAIL, PortFeatures.NONE);

    @Test
    void whatTheSystemCallKnowsIsSaidAlone() {
        PortException e = new PortException(
                TAP,
                SysException.because("interface web exists already", "a free name", "ioctl TUNSETIFF", Errno.EBUSY));
        assertThat(e.problem()).isEqualTo("port web: interface web exists already");
        assertThat(e.expected()).isEqualTo("a free name");
    }

    @Test
    void otherwiseItIsWhatSuchAPortNeeds() {
        assertThat(new PortException(TAP, SysException.of("open /dev/net/tun", Errno.ENODEV)).expected())
                .isEqualTo(
                        "a free interface name, an existing network namespace and permission to create a TAP device");
        assertThat(new PortException(PACKET, SysException.of("socket", Errno.EPERM)).expected())
                .isEqualTo("an existing interface and permission to open packet sockets");
    }
}
