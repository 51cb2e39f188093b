package org.taplane.daemon.process;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.AdminException;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.daemon.cli.ExitCode;
import org.taplane.daemon.cli.Runner;
import org.taplane.daemon.ports.PortException;
import org.taplane.io.sys.Signals;
import org.taplane.io.sys.SysException;

/** {@code taplane run}. */
public final class RunCommand implements Runner {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final Termination termination;

    public RunCommand(Termination termination) {
        this.termination = termination;
    }

    @Override
    public int run(Optional<Path> file) {
        return switch (file.map(ConfigLoader::load).orElseGet(ConfigLoader::embeddedDefault)) {
            case ConfigResult.Loaded loaded -> run(loaded, file);
            case ConfigResult.Rejected rejected -> {
                rejected.errors().forEach(System.err::println);
                yield ExitCode.USAGE;
            }
        };
    }

    private int run(ConfigResult.Loaded loaded, Optional<Path> file) {
        termination.catchSignals();
        try (Daemon _ = Daemon.start(loaded, file, Optional.of(Signals.on(Signals.SIGHUP)))) {
            termination.await();
            return ExitCode.FINE;
        } catch (PortException e) {
            System.err.println(loaded.ports().error(e.port(), e.problem(), e.expected()));
            return ExitCode.FAILED;
        } catch (AdminException e) {
            System.err.println("taplane: " + e.getMessage());
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
