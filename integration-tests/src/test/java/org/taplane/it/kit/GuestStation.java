package org.taplane.it.kit;

/** A network namespace in a guest, as a host of its own; or the guest itself, whose namespace has no name. */
public record GuestStation(GuestKernel guest, String name) {
    public static GuestStation whole(GuestKernel guest) {
        return new GuestStation(guest, "");
    }

    /** Makes it; it goes with {@link #remove}, or with the guest. */
    public static GuestStation create(GuestKernel guest, String name) {
        guest.run("ip netns add %1$s && ip -n %1$s link set lo up".formatted(name));
        return new GuestStation(guest, name);
    }

    /** Runs a line of shell in here, which must succeed. */
    public Shell.Result run(String command) {
        return name.isEmpty()
                ? guest.run(command)
                : guest.run("ip netns exec %s sh -e <<'END'\n%s\nEND".formatted(name, command));
    }

    /** Takes a device of the guest, and gives it an address. */
    public GuestStation take(String device, String address) {
        guest.run("ip link set dev %s netns %s".formatted(device, name));
        run("ip address add %1$s dev %2$s && ip link set dev %2$s up".formatted(address, device));
        return this;
    }

    /** Removes it, and with it the devices that the guest made; cards go back to the guest. */
    public void remove() {
        guest.run("ip netns del " + name);
    }
}
