package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.taplane.io.testkit.Commands;
import org.taplane.io.testkit.TestNetns;

class NetnsTest {
    @Test
    void anActionSeesOnlyTheInterfacesOfItsNamespace() {
        String bridge = "br" + TestNetns.uniqueName().substring(3);
        try (TestNetns inside = TestNetns.create()) {
            inside.ip("link add " + bridge + " type bridge");

            assertThat(inside.netns().<Integer, RuntimeException>call(() -> Libc.if_nametoindex(bridge)))
                    .isPositive();
            assertThat(Libc.if_nametoindex(bridge)).isZero();
            assertThat(Libc.errno()).isEqualTo(Errno.ENODEV);
        }
    }

    @Test
    void theCallersThreadStaysWhereItWas() throws IOException {
        try (TestNetns inside = TestNetns.create()) {
            Path self = Path.of("/proc/thread-self/ns/net");
            Path before = Files.readSymbolicLink(self);

            Path within = inside.netns().call(() -> Files.readSymbolicLink(self));

            assertThat(within).isNotEqualTo(before);
            assertThat(Files.readSymbolicLink(self)).isEqualTo(before);
        }
    }

    @Test
    void aDescriptorStandsForItsNamespace() throws IOException {
        Path self = Path.of("/proc/thread-self/ns/net");
        try (TestNetns inside = TestNetns.create();
                Netns.Opened opened = Netns.opened(inside.netns().open())) {
            assertThat(opened.call(() -> Files.readSymbolicLink(self)))
                    .isEqualTo(inside.netns().call(() -> Files.readSymbolicLink(self)));
        }
    }

    @Test
    void aNamespaceIsToldByItsNumberWhateverStandsForIt() {
        try (TestNetns inside = TestNetns.create();
                Netns.Opened opened = Netns.opened(inside.netns().open())) {
            assertThat(inside.netns().inode()).isPresent().isEqualTo(opened.inode());
            assertThat(Netns.own().inode()).isPresent().isNotEqualTo(opened.inode());
            assertThat(Netns.named("no-such-name").inode()).isEmpty();
        }
    }

    @Test
    void aNamespaceThatIsMadeIsLikeNoOther() {
        try (Netns.Opened one = Netns.made();
                Netns.Opened other = Netns.made()) {
            assertThat(one.inode())
                    .isPresent()
                    .isNotEqualTo(other.inode())
                    .isNotEqualTo(Netns.own().inode());
            assertThat(one.<Integer, RuntimeException>call(() -> Libc.if_nametoindex("lo")))
                    .isOne();
        }
    }

    @Test
    void aQuietNamespaceHasNoIpv6() {
        try (Netns.Opened quiet = Netns.quiet()) {
            assertThat(quiet.<String, IOException>call(
                            () -> Files.readString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"))))
                    .startsWith("1"); // such a file is read in one go, or its end is missing
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void checkedAndUncheckedExceptionsOfAnActionComeThrough() {
        try (TestNetns inside = TestNetns.create()) {
            assertThatThrownBy(() -> inside.netns().call(() -> {
                        throw new IOException("checked");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("checked");
            assertThatThrownBy(() -> inside.netns().call(() -> {
                        throw new IllegalStateException("unchecked");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aMissingNamespaceIsNamed() {
        assertThatThrownBy(() -> Netns.named("no-such-web").call(() -> 1))
                .isInstanceOfSatisfying(
                        SysException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessage("network namespace \"no-such-web\" does not exist");
    }

    @Test
    void aFileThatIsNoNamespaceIsToldApart() throws IOException {
        Commands.run("mkdir -p /run/netns");
        String name = TestNetns.uniqueName();
        Path file = Files.createFile(Path.of("/run/netns", name));
        try {
            assertThatThrownBy(() -> Netns.named(name).call(() -> 1))
                    .isInstanceOf(SysException.class)
                    .hasMessage("network namespace \"" + name + "\" is a file, not a namespace");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aPathIsNoName() {
        assertThatThrownBy(() -> Netns.named("../net")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Netns.named("..")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Netns.named("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInterruptIsKeptUntilTheActionHasEnded() {
        try (TestNetns inside = TestNetns.create()) {
            Thread.currentThread().interrupt();
            assertThat(inside.netns().<Integer, RuntimeException>call(() -> 7)).isEqualTo(7);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
