package org.taplane.daemon.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.Topic;

/** {@code taplane show}: asks the daemon and prints what it says, as JSON or for people. */
final class Show {
    private final AdminClient daemon;
    private final PrintWriter out;
    private final PrintWriter err;

    Show(Path socket, PrintWriter out, PrintWriter err) {
        this.daemon = new AdminClient(socket);
        this.out = out;
        this.err = err;
    }

    int execute(Topic topic, boolean json) {
        try {
            if (json) {
                printJson(topic);
            } else {
                printTable(topic);
            }
            return ExitCode.FINE;
        } catch (AdminException e) {
            out.flush();
            err.println("taplane: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** The running configuration. */
    int config() {
        try {
            out.print(daemon.config().text());
            return ExitCode.FINE;
        } catch (AdminException e) {
            err.println("taplane: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private void printJson(Topic topic) throws AdminException {
        daemon.copy(topic, out);
        out.println();
    }

    private void printTable(Topic topic) throws AdminException {
        switch (topic) {
            case PORTS -> Tables.PORTS.print(daemon.ports(), out);
            case FDB -> Tables.FDB.print(Tables.sorted(daemon.fdb()), out);
            case BRIDGES -> Tables.BRIDGES.print(daemon.bridges(), out);
            case VXLAN -> Tables.VXLAN.print(daemon.vxlan(), out);
            case LLDP -> LldpTable.print(daemon.lldp(), out);
        }
    }
}
