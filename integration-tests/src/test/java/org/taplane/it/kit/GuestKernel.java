package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A virtual machine under emulation with Debian's kernel, which has what the test machine's lacks (802.1Q devices, bridge
 * VLAN filtering, bonding, netem, tunnels of every kind), and whose frames come by TAP devices. It boots in about three
 * seconds: share one among the tests of a class.
 */
public final class GuestKernel implements AutoCloseable {
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final GuestFolder folder;
    private final Process machine;
    private final GuestCommands commands;
    private final Cleanup cleanup;

    private GuestKernel(GuestFolder folder, Process machine) {
        this.folder = folder;
        this.machine = machine;
        this.commands = new GuestCommands(machine);
        this.cleanup = new Cleanup(this::remove);
    }

    /** Starts a machine, which {@link #awaitBoot} waits for: several boot side by side. */
    public static GuestKernel start(GuestSpec spec) {
        GuestImage image = GuestImage.make();
        GuestFolder folder = GuestFolder.create(spec.user());
        try {
            GuestImage readable = spec.user().isPresent() ? image.copyTo(folder.path()) : image;
            return new GuestKernel(
                    folder,
                    new ProcessBuilder(spec.command(readable, folder))
                            .redirectError(folder.errors().toFile())
                            .start());
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the guest takes commands, with its cards as they come: down. */
    public GuestKernel awaitBoot() {
        return explaining(() -> {
            commands.awaitReady(BOOT);
            return this;
        });
    }

    /** Runs a line of shell in the guest, which must succeed. What it starts in the background goes on. */
    public Shell.Result run(String command) {
        return explaining(() -> commands.run(BOUND, command)).succeeded();
    }

    /** Restarts the guest by its own means; its memory and with that all settings are lost. */
    public void reboot() {
        commands.send("reboot -f");
        awaitBoot();
    }

    /** Pulls or plugs the cable of a card, as the guest sees it; {@code card} counts from 0. */
    public void setLink(int card, boolean isUp) {
        Qmp.execute(folder.monitor(), "set_link", "{\"name\": \"%s\", \"up\": %s}".formatted(GuestSpec.id(card), isUp));
    }

    /** SIGKILL. */
    public void kill() {
        machine.destroyForcibly();
        if (!Shell.endsWithin(BOUND, machine)) {
            throw new AssertionError("the machine survives SIGKILL");
        }
    }

    private <T> T explaining(Supplier<T> action) {
        try {
            return action.get();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + folder.logs(), e);
        }
    }

    @Override
    public void close() {
        cleanup.close();
    }

    private void remove() {
        kill();
        folder.close();
    }
}
