package org.taplane.it.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What virtual machine to start, and where: its cards, which are eth0, eth1 … in it; and the user it runs as, if that is not root.
 */
public record GuestSpec(Namespace at, List<Card> cards, OptionalInt user) {
    private static final int MEMORY = 256; // MiB

    /**
     * A virtio network card. With more than one queue the machine has as many processors.
     *
     * @param backEnd as QEMU's {@code -netdev} has it, without its id
     */
    public record Card(String backEnd, Mac mac, int queues, int mtu) {
        /** On a TAP device of the machine's namespace. */
        public static Card onTap(String name, Mac mac, int queues, int mtu) {
            return new Card("tap,ifname=%s,script=no,downscript=no".formatted(name), mac, queues, mtu);
        }
    }

    public static GuestSpec in(Namespace at) {
        return new GuestSpec(at, List.of(), OptionalInt.empty());
    }

    public GuestSpec card(String tap, Mac mac) {
        return card(Card.onTap(tap, mac, 1, 1500));
    }

    public GuestSpec card(Card card) {
        List<Card> all = new ArrayList<>(cards);
        all.add(card);
        return new GuestSpec(at, List.copyOf(all), user);
    }

    /** As a user without any capability. */
    public GuestSpec as(int uid) {
        return new GuestSpec(at, cards, OptionalInt.of(uid));
    }

    /** QEMU's command line; the guest's commands go by its standard input and output. */
    List<String> command(GuestImage image, GuestFolder folder) {
        List<String> line = new ArrayList<>(user.isPresent() ? unprivileged(user.getAsInt(), folder) : List.of());
        line.addAll(Shell.words(
                "qemu-system-x86_64 -machine pc -accel tcg,thread=multi -cpu max -nodefaults -no-user-config"
                        + " -display none -m %d -smp %d".formatted(MEMORY, processors())));
        line.addAll(List.of(
                "-kernel", image.kernel().toString(), "-initrd", image.initrd().toString()));
        line.addAll(List.of("-append", "console=ttyS0 quiet mitigations=off tsc=reliable"));
        line.addAll(Shell.words(
                "-serial file:%s -qmp unix:%s,server=on,wait=off".formatted(folder.console(), folder.monitor())));
        line.addAll(Shell.words("-chardev stdio,id=commands,signal=off -device virtio-serial-pci"
                + " -device virtserialport,chardev=commands,name=commands"));
        for (int i = 0; i < cards.size(); i++) {
            line.addAll(card(i, cards.get(i)));
        }
        return at.inside(line);
    }

    private int processors() {
        return cards.stream().mapToInt(Card::queues).max().orElse(1);
    }

    private static List<String> card(int number, Card card) {
        String netdev = "%s,id=net%d".formatted(card.backEnd, number);
        String device = "virtio-net-pci,id=%s,netdev=net%d,mac=%s,host_mtu=%d,romfile="
                .formatted(id(number), number, card.mac, card.mtu);
        String queues = card.queues == 1 ? "" : ",queues=" + card.queues;
        String vectors = card.queues == 1 ? "" : ",mq=on,vectors=" + (2 * card.queues + 2);
        return List.of("-netdev", netdev + queues, "-device", device + vectors);
    }

    /** By which the monitor knows a card. */
    static String id(int card) {
        return "card" + card;
    }

    /** /dev/net/tun is open to everybody where udev has made it, and to root alone where the kernel has. */
    private static List<String> unprivileged(int uid, GuestFolder folder) {
        String script = "mknod -m 666 %1$s c 10 200 && mount --bind %1$s /dev/net/tun && exec \"$@\""
                .formatted(folder.device());
        List<String> line = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        line.addAll(Shell.words(
                "setpriv --reuid=%1$d --regid=%1$d --clear-groups --inh-caps=-all --bounding-set=-all".formatted(uid)));
        return line;
    }
}
