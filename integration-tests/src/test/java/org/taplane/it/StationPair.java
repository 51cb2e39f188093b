package org.taplane.it;

import java.util.List;
import java.util.Optional;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.HostSpec.Tunnel;
import org.taplane.it.kit.KernelBridge;
import org.taplane.it.kit.KernelVxlan;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.Veth;
import org.taplane.it.kit.World;

/**
 * Two stations on one switch, which joins them in different ways. Station a is on the other end of a veth, which tells a's
 * kernel that it can cut everything.
 */
record StationPair(Resources resources, Namespace a, Namespace b) implements World {
    static final String A = "10.0.0.1";
    static final String B = "10.0.0.2";
    static final String A6 = "fd00::1";
    static final String B6 = "fd00::2";

    /** How station b is joined; its interface is "b". */
    enum Far {
        /** On the other end of another veth. */
        PACKET {
            @Override
            String port(Namespace b) {
                return "{type: packet, device: b}";
            }

            @Override
            void joinToKernel(KernelBridge bridge, Namespace b) {
                bridge.attach("b");
            }
        },
        /** On a TAP device, or a veth of the kernel. */
        TAP {
            @Override
            String port(Namespace b) {
                return "{type: tap, netns: %s}".formatted(b);
            }

            @Override
            void joinToKernel(KernelBridge bridge, Namespace b) {
                Veth.between(bridge.namespace(), "b", b, "b");
                bridge.attach("b");
            }
        },
        /** Behind a VXLAN tunnel to a host of the kernel: a tunnel in a tunnel. */
        TUNNEL {
            @Override
            String port(Namespace b) {
                return "{type: vxlan, local: %s, remotes: [%s], vni: 42}".formatted(NEAR_HOST, FAR_HOST);
            }

            @Override
            void joinToKernel(KernelBridge bridge, Namespace b) {
                tunnelTo(FAR_HOST, NEAR_HOST, bridge);
            }
        };

        private static final String NEAR_HOST = "10.98.0.1";
        private static final String FAR_HOST = "10.98.0.2";

        abstract String port(Namespace b);

        abstract void joinToKernel(KernelBridge bridge, Namespace b);

        /** Puts b where the port expects it; what the port's driver makes is not there yet. */
        void prepare(Namespace at, Namespace b, Resources resources) {
            switch (this) {
                case PACKET -> Veth.between(at, "b", b, "b");
                case TAP -> {}
                case TUNNEL -> {
                    Namespace host = resources.namespace("farhost");
                    Veth.between(at, "under", host, "under").mtu(1_600).address(NEAR_HOST + "/24", FAR_HOST + "/24");
                    Veth.between(host, "b", b, "b");
                    tunnelTo(
                            NEAR_HOST,
                            FAR_HOST,
                            KernelBridge.create(host, "br0").attach("b"));
                }
            }
        }

        private static void tunnelTo(String remote, String local, KernelBridge bridge) {
            Tunnel tunnel = new Tunnel(42, local, List.of(remote), Optional.empty());
            KernelVxlan.create(bridge.namespace(), "vx", tunnel);
            bridge.attach("vx");
        }
    }

    static StationPair start(Device device, Far far) {
        return Resources.building(resources -> {
            Namespace a = resources.namespace("a");
            Namespace b = resources.namespace("b");
            join(device, far, a, b, resources);
            address(a, "eth", A, A6);
            address(b, "b", B, B6);
            return new StationPair(resources, a, b);
        });
    }

    private static void join(Device device, Far far, Namespace a, Namespace b, Resources resources) {
        if (device.isKernel()) {
            Namespace at = resources.namespace("switch");
            prepare(at, far, a, b, resources);
            KernelBridge bridge = KernelBridge.create(at, "br0").attach("a");
            far.joinToKernel(bridge, b);
            return;
        }
        String bridges = "bridges:\n  br0:\n    ports:\n      a: {type: packet, device: a}\n      b: %s\n"
                .formatted(far.port(b));
        resources.add(Rig.start(device, bridges, (at, held) -> prepare(at, far, a, b, held)));
    }

    private static void prepare(Namespace at, Far far, Namespace a, Namespace b, Resources resources) {
        Veth.between(at, "a", a, "eth");
        far.prepare(at, b, resources);
    }

    private static void address(Namespace at, String device, String address, String address6) {
        at.run("ip address add %s/24 dev %s".formatted(address, device));
        at.run("ip address add %s/64 dev %s".formatted(address6, device));
    }

    @Override
    public void close() {
        resources.close();
    }
}
