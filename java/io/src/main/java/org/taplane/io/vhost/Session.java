package org.taplane.io.vhost;

import java.util.List;
import java.util.Optional;
import org.taplane.io.sys.Fd;

/** One front end's conversation with a device. */
final class Session {
    private static final long DONE = 0;
    private static final long REFUSED = 1;

    /** The least that IPv4 needs of a link (RFC 791 section 3.2). */
    private static final int LEAST_MTU = 68;

    private final GuestDevice device;
    private final int mtu;
    private long protocolFeatures;

    /** @param mtu the longest packet that the port carries: a guest must not be promised more */
    Session(GuestDevice device, int mtu) {
        this.device = device;
        this.mtu = mtu;
    }

    /**
     * Does what a message says.
     *
     * @param fds those that came with it; they stay the caller's
     */
    Optional<Reply> handle(Header header, Message message, List<Fd> fds) throws ProtocolException {
        Optional<Reply> answer = answer(message);
        if (answer.isPresent()) {
            return answer;
        }
        long result = carryOut(message, fds);
        boolean asked = header.needsReply() && Features.hasReplyAck(protocolFeatures);
        return asked ? Optional.of(Reply.number(result)) : Optional.empty();
    }

    /** What the question gets for an answer; empty if it is none. */
    private Optional<Reply> answer(Message message) throws ProtocolException {
        return switch (message) {
            case Message.GetFeatures _ -> Optional.of(Reply.number(Features.offered()));
            case Message.GetProtocolFeatures _ -> Optional.of(Reply.number(Features.PROTOCOL));
            case Message.GetQueueNum _ -> Optional.of(Reply.number(device.pairs()));
            case Message.GetVringBase(int ring) -> Optional.of(Reply.ringState(ring, device.stop(ring)));
            // A network device's configuration is the front end's business: the protocol's word for that is "nothing".
            case Message.GetConfig _ -> Optional.of(Reply.empty());
            case Message.GetInflightFd(int rings, int size) ->
                Optional.of(Reply.inflight(device.shareInflight(rings, size), rings, size));
            default -> Optional.empty();
        };
    }

    private long carryOut(Message message, List<Fd> fds) throws ProtocolException {
        switch (message) {
            case Message.SetFeatures(long bits) -> device.setFeatures(bits);
            case Message.SetProtocolFeatures(long bits) -> setProtocolFeatures(bits);
            case Message.SetMemTable(var regions) -> device.setMemory(regions, fds);
            case Message.SetVringNum(int ring, int size) -> device.resize(ring, size);
            case Message.SetVringAddr at -> device.place(at);
            case Message.SetVringBase(int ring, int next) -> device.goOnAt(ring, next);
            case Message.SetVringEnable(int ring, boolean on) -> device.enable(ring, on);
            case Message.SetVringKick(int ring, boolean _) -> device.kickedBy(ring, first(fds));
            case Message.SetVringCall(int ring, boolean _) -> device.callBy(ring, first(fds));
            case Message.SetVringErr(int ring, boolean _) -> device.require(ring);
            case Message.SetMtu(long asked) -> {
                return asked >= LEAST_MTU && asked <= mtu ? DONE : REFUSED;
            }
            case Message.SetInflightFd log -> device.setInflight(log, fds.getFirst());
            case Message.Reset _ -> device.reset();
            default -> {}
        }
        return DONE;
    }

    private void setProtocolFeatures(long bits) throws ProtocolException {
        if ((bits & ~Features.PROTOCOL) != 0) {
            throw new ProtocolException("protocol features that were not offered, 0x" + Long.toHexString(bits));
        }
        protocolFeatures = bits;
    }

    private static Optional<Fd> first(List<Fd> fds) {
        return fds.stream().findFirst();
    }
}
