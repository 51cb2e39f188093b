package org.taplane.daemon.cli;

import static org.taplane.daemon.cli.Table.number;
import static org.taplane.daemon.cli.Table.text;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.taplane.control.api.LldpState;
import org.taplane.control.api.LldpState.Neighbour;

/** The table of {@code taplane show lldp}: a line for each neighbour, or for a port that has none. */
final class LldpTable {
    private static final String NONE = "-";

    private record Row(LldpState port, Optional<Neighbour> neighbour) {
        String of(Function<Neighbour, Object> cell) {
            return neighbour
                    .map(cell)
                    .map(Object::toString)
                    .filter(text -> !text.isEmpty())
                    .orElse(NONE);
        }
    }

    private static final Table<Row> TABLE = new Table<>(List.of(
            text("BRIDGE", row -> row.port().bridge()),
            text("PORT", row -> row.port().port()),
            text("MODE", row -> mode(row.port())),
            number("SENT", row -> row.port().frames().sent()),
            number("RECEIVED", row -> row.port().frames().received()),
            number("DISCARDED", row -> row.port().frames().discarded()),
            text("NEIGHBOUR", row -> row.of(neighbour -> neighbour.systemName().orElse(NONE))),
            text("CHASSIS", row -> row.of(Neighbour::chassis)),
            text("PORT-ID", row -> row.of(Neighbour::portId)),
            number(
                    "VLAN",
                    row -> row.of(neighbour ->
                            neighbour.vlan().isPresent() ? neighbour.vlan().getAsInt() : NONE)),
            text("CAPABILITIES", row -> row.of(neighbour -> String.join(", ", neighbour.enabled()))),
            number("EXPIRES", row -> row.of(neighbour -> Tables.age(neighbour.expires())))));

    private LldpTable() {}

    static void print(List<LldpState> ports, PrintWriter out) {
        TABLE.print(ports.stream().flatMap(LldpTable::rows).toList(), out);
    }

    private static Stream<Row> rows(LldpState port) {
        return port.neighbours().isEmpty()
                ? Stream.of(new Row(port, Optional.empty()))
                : port.neighbours().stream().map(neighbour -> new Row(port, Optional.of(neighbour)));
    }

    private static String mode(LldpState port) {
        if (!port.receive()) {
            return "transmit";
        }
        return port.transmit() ? "both" : "receive";
    }
}
