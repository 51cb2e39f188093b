package org.taplane.control.api;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Who is at the other end of a unix socket, as the kernel says (SO_PEERCRED, unix(7)). */
final class Peer {
    private static final NioChannelOption<UnixDomainPrincipal> CREDENTIALS =
            (NioChannelOption<UnixDomainPrincipal>) NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED);

    private Peer() {}

    /** The user's name, or number where there is none. */
    static String of(Channel client) {
        return Optional.ofNullable(client.config().getOption(CREDENTIALS))
                .map(principal -> principal.user().getName())
                .orElse("somebody");
    }
}
