package org.taplane.it.kit;

/** A pair of virtual Ethernet devices between two namespaces, both up. It goes with either namespace. */
public record Veth(Namespace left, String leftDevice, Namespace right, String rightDevice) {
    public static Veth between(Namespace left, String leftDevice, Namespace right, String rightDevice) {
        left.run("ip link add dev %s type veth peer name %s netns %s".formatted(leftDevice, rightDevice, right.name()));
        Veth veth = new Veth(left, leftDevice, right, rightDevice);
        veth.onBoth("ip link set dev %s up");
        return veth;
    }

    /** Turns checksum and segmentation offloads of both ends on or off. */
    public Veth offloads(boolean on) {
        onBoth("ethtool -K %s tx " + (on ? "on" : "off"));
        return this;
    }

    public Veth mtu(int bytes) {
        onBoth("ip link set dev %s mtu " + bytes);
        return this;
    }

    public Veth address(String leftAddress, String rightAddress) {
        left.run("ip address add %s dev %s".formatted(leftAddress, leftDevice));
        right.run("ip address add %s dev %s".formatted(rightAddress, rightDevice));
        return this;
    }

    private void onBoth(String command) {
        left.run(command.formatted(leftDevice));
        right.run(command.formatted(rightDevice));
    }
}
