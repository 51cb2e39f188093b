package org.taplane.it.kit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * @param sharing of vhost-user: the {@code -chardev} by which the machine's memory is shared, without its id
     */
    public record Card(String backEnd, Mac mac, int queues, int mtu, Optional<String> sharing) {
        public Card(String backEnd, Mac mac, int queues, int mtu) {
            this(backEnd, mac, queues, mtu, Optional.empty());
        }

        /** On a vhost-user port. QEMU listens or connects, and goes on with another back end if its own is gone. */
        public static Card onSharedMemory(Path socket, boolean listens, Mac mac, int queues) {
            String mode = listens ? "server=on,wait=off" : "server=off,reconnect=1";
            return new Card("vhost-user", mac, queues, 1500, Optional.of("socket,path=%s,%s".formatted(socket, mode)));
        }

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
        if (cards.stream().anyMatch(card -> card.sharing().isPresent())) {
            line.addAll(Shell.words(
                    "-object memory-backend-memfd,id=memory,size=%dM,share=on -machine memory-backend=memory"
                            .formatted(MEMORY)));
        }
        for (int i = 0; i < cards.size(); i++) {
            line.addAll(card(i, cards.get(i)));
        }
        return at.inside(line);
    }

    private int processors() {
        return cards.stream().mapToInt(Card::queues).max().orElse(1);
    }

    private static List<String> card(int number, Card card) {
        List<String> line = new ArrayList<>();
        card.sharing.ifPresent(sharing -> line.addAll(List.of("-chardev", sharing + ",id=memory%d".formatted(number))));
        String netdev = "%s,id=net%d".formatted(card.backEnd, number)
                + (card.sharing.isPresent() ? ",chardev=memory%d".formatted(number) : "")
                + (card.queues == 1 ? "" : ",queues=" + card.queues);
        String device = "virtio-net-pci,id=%s,netdev=net%d,mac=%s,host_mtu=%d,romfile="
                .formatted(id(number), number, card.mac, card.mtu);
        line.addAll(List.of("-netdev", netdev, "-device", device + interrupts(card)));
        return line;
    }

    /** Without KVM, QEMU hands interrupts from another process on to its machine by the pin alone. */
    private static String interrupts(Card card) {
        String several = card.queues == 1 ? "" : ",mq=on";
        if (card.sharing.isPresent()) {
            return several + ",vectors=0";
        }
        return card.queues == 1 ? "" : several + ",vectors=" + (2 * card.queues + 2);
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
