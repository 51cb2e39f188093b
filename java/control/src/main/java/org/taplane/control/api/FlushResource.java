package org.taplane.control.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Optional;
import java.util.OptionalInt;

/** Forgets learned stations: {@code POST /v1/fdb/flush?bridge=…&port=…&vlan=…}, each of them optional. */
final class FlushResource {
    private final SwitchState state;

    FlushResource(SwitchState state) {
        this.state = state;
    }

    Answer answer(QueryStringDecoder target) {
        Optional<String> vlan = Router.parameter(target, "vlan");
        OptionalInt vid = vlan.isEmpty() ? OptionalInt.empty() : parse(vlan.get());
        if (vlan.isPresent() && vid.isEmpty()) {
            return Answer.error(400, "\"" + vlan.get() + "\" is no VLAN; expected a number from 1 to 4094");
        }
        try {
            int flushed = state.flush(
                    new FlushScope(Router.parameter(target, "bridge"), Router.parameter(target, "port"), vid));
            return Answer.json(200, "{\"flushed\":" + flushed + "}");
        } catch (UnknownNameException e) {
            return Answer.error(404, String.valueOf(e.getMessage()));
        }
    }

    private static OptionalInt parse(String vlan) {
        return vlan.matches("[1-9][0-9]{0,3}") && Integer.parseInt(vlan) <= 4094
                ? OptionalInt.of(Integer.parseInt(vlan))
                : OptionalInt.empty();
    }
}
