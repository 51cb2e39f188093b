package org.taplane.daemon.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.load.ConfigError;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.daemon.cli.ExitCode;
import org.taplane.daemon.cli.Runner;
import org.taplane.daemon.handover.HandoverException;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.FdStore;
import org.taplane.io.sys.Signals;
import org.taplane.io.sys.SysException;
import org.taplane.io.sys.SystemdNotifier;

/** {@code taplane run}. */
public final class RunCommand implements Runner {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final Termination termination;

    public RunCommand(Termination termination) {
        this.termination = termination;
    }

    @Override
    public int run(Optional<Path> file) {
        Headstart.begin();
        Predecessor before;
        try {
            before = predecessor();
        } catch (HandoverException e) {
            System.err.println("taplane: " + e.getMessage());
            return ExitCode.FAILED;
        }
        return switch (file.map(ConfigLoader::load).orElseGet(ConfigLoader::embeddedDefault)) {
            case ConfigResult.Loaded loaded -> run(loaded, file, before);
            case ConfigResult.Rejected rejected -> {
                List<String> errors =
                        rejected.errors().stream().map(ConfigError::toString).toList();
                errors.forEach(System.err::println);
                before.disappoint(String.join("\n", errors));
                yield ExitCode.USAGE;
            }
        };
    }

    /** A process that runs asks for it by a variable; otherwise the service manager may have kept what one left. */
    private static Predecessor predecessor() throws HandoverException {
        Optional<String> socket = Optional.ofNullable(System.getenv(LivePredecessor.SOCKET));
        return socket.isPresent()
                ? LivePredecessor.on(socket.get())
                : StoredPredecessor.in(new FdStore(SystemdNotifier.fromEnvironment()), FdStore.take());
    }

    private int run(ConfigResult.Loaded loaded, Optional<Path> file, Predecessor before) {
        termination.catchSignals();
        Optional<Fd> hangups = Optional.of(Signals.on(Signals.SIGHUP));
        try (Daemon _ = Daemon.start(loaded, file, hangups, before, termination::request)) {
            termination.await();
            return ExitCode.FINE;
        } catch (StartException e) {
            System.err.println(e.getMessage());
            return ExitCode.FAILED;
        } catch (SysException e) {
            String expected = e.expected().map(known -> "; expected " + known).orElse("");
            System.err.println("taplane: " + e.getMessage() + expected);
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        } catch (RuntimeException e) {
            LOG.error("the daemon failed", e);
            return ExitCode.FAILED;
        }
    }
}
