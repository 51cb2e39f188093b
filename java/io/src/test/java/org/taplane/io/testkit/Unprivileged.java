package org.taplane.io.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Opens TAP devices as a user without any capability. */
public final class Unprivileged {
    private static final int QUEUE = 0x5002; // IFF_TAP, IFF_NO_PI, IFF_VNET_HDR
    private static final int IFF_MULTI_QUEUE = 0x0100;

    private Unprivileged() {}

    /** Whether the user may open a queue, of a device with one queue or with several. */
    public static boolean opens(TestNetns at, int uid, String device, boolean multiQueue) {
        // /dev/net/tun is open to everybody where udev has made it, and to root alone where the kernel has
        String script = """
                mount -t tmpfs none /mnt && mknod -m 666 /mnt/tun c 10 200 && mount --bind /mnt/tun /dev/net/tun || exit 9
                exec setpriv --reuid=%1$d --regid=%1$d --clear-groups --inh-caps=-all --bounding-set=-all \\
                    perl -e 'open(my $tun, "+<", "/dev/net/tun") or die $!;
                        my $request = pack("a16Sx22", "%2$s", %3$d); ioctl($tun, 0x400454ca, $request) or die $!'
                """.formatted(uid, device, multiQueue ? QUEUE | IFF_MULTI_QUEUE : QUEUE);
        try {
            // ip netns exec gives the command mounts of its own
            Process process = new ProcessBuilder(List.of("ip", "netns", "exec", at.name(), "sh", "-c", script))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0 && !output.contains("Operation not permitted")) {
                throw new AssertionError("exit code " + exit + ": " + output);
            }
            return exit == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a user tried", e);
        }
    }
}
