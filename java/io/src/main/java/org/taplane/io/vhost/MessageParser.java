package org.taplane.io.vhost;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.taplane.nativeio.VhostIo;

/** From bytes to messages, in machine byte order. Any bytes are safe to pass; nothing is done with descriptors here. */
final class MessageParser {
    // vhost-user, "Front-end message types"
    static final int GET_FEATURES = 1;
    static final int SET_FEATURES = 2;
    static final int SET_OWNER = 3;
    static final int RESET_OWNER = 4;
    static final int SET_MEM_TABLE = 5;
    static final int SET_VRING_NUM = 8;
    static final int SET_VRING_ADDR = 9;
    static final int SET_VRING_BASE = 10;
    static final int GET_VRING_BASE = 11;
    static final int SET_VRING_KICK = 12;
    static final int SET_VRING_CALL = 13;
    static final int SET_VRING_ERR = 14;
    static final int GET_PROTOCOL_FEATURES = 15;
    static final int SET_PROTOCOL_FEATURES = 16;
    static final int GET_QUEUE_NUM = 17;
    static final int SET_VRING_ENABLE = 18;
    static final int NET_SET_MTU = 20;
    static final int GET_CONFIG = 24;
    static final int GET_INFLIGHT_FD = 31;
    static final int SET_INFLIGHT_FD = 32;
    static final int RESET_DEVICE = 34;

    private static final int TABLE_HEADER = 8;
    private static final int REGION = 32;
    private static final int RING_STATE = 8;
    private static final int RING_ADDRESS = 40;
    private static final int CONFIG_HEADER = 12;
    private static final int INFLIGHT = 20;
    private static final int RING_MASK = 0xff;
    private static final int NO_DESCRIPTOR = 1 << 8;

    private final int request;
    private final ByteBuffer payload;
    private final int descriptors;

    private MessageParser(int request, ByteBuffer payload, int descriptors) {
        this.request = request;
        this.payload = payload;
        this.descriptors = descriptors;
    }

    /**
     * @param payload from its position to its limit
     * @param descriptors how many came with the message
     */
    static Message parse(int request, ByteBuffer payload, int descriptors) throws ProtocolException {
        return new MessageParser(request, payload.slice().order(payload.order()), descriptors).parse();
    }

    private Message parse() throws ProtocolException {
        return switch (request) {
            case GET_FEATURES -> bare(new Message.GetFeatures());
            case SET_FEATURES -> new Message.SetFeatures(number());
            case SET_OWNER -> bare(new Message.SetOwner());
            case RESET_OWNER, RESET_DEVICE -> bare(new Message.Reset());
            case SET_MEM_TABLE -> table();
            case SET_VRING_ADDR -> address();
            case SET_VRING_NUM, SET_VRING_BASE, GET_VRING_BASE, SET_VRING_ENABLE -> state();
            case SET_VRING_KICK, SET_VRING_CALL, SET_VRING_ERR -> event();
            case GET_PROTOCOL_FEATURES -> bare(new Message.GetProtocolFeatures());
            case SET_PROTOCOL_FEATURES -> new Message.SetProtocolFeatures(number());
            case GET_QUEUE_NUM -> bare(new Message.GetQueueNum());
            case NET_SET_MTU -> new Message.SetMtu(number());
            case GET_CONFIG -> config();
            case GET_INFLIGHT_FD, SET_INFLIGHT_FD -> inflight();
            default -> throw new ProtocolException("a request that is not known, " + Integer.toUnsignedString(request));
        };
    }

    /** Some front ends send more bytes than the message has. */
    private void require(int bytes, int fds) throws ProtocolException {
        if (payload.remaining() < bytes || descriptors != fds) {
            throw new ProtocolException("request " + request + " with " + payload.remaining() + " bytes and "
                    + descriptors + " descriptors instead of " + bytes + " and " + fds);
        }
    }

    private <T> T bare(T message) throws ProtocolException {
        require(0, 0);
        return message;
    }

    private long number() throws ProtocolException {
        require(Long.BYTES, 0);
        return payload.getLong(0);
    }

    private Message table() throws ProtocolException {
        require(TABLE_HEADER, descriptors);
        int count = payload.getInt(0);
        if (count < 0 || count > VhostIo.REGIONS) {
            throw new ProtocolException(
                    Integer.toUnsignedString(count) + " regions of memory instead of at most " + VhostIo.REGIONS);
        }
        require(TABLE_HEADER + count * REGION, count);
        List<MemoryRegion> regions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = TABLE_HEADER + i * REGION;
            regions.add(new MemoryRegion(
                    payload.getLong(at), payload.getLong(at + 8), payload.getLong(at + 16), payload.getLong(at + 24)));
        }
        return new Message.SetMemTable(regions);
    }

    private Message address() throws ProtocolException {
        require(RING_ADDRESS, 0);
        return new Message.SetVringAddr(
                payload.getInt(0), payload.getLong(8), payload.getLong(16), payload.getLong(24));
    }

    private Message state() throws ProtocolException {
        require(RING_STATE, 0);
        int ring = payload.getInt(0);
        int value = payload.getInt(4);
        return switch (request) {
            case SET_VRING_NUM -> new Message.SetVringNum(ring, value);
            case SET_VRING_BASE -> new Message.SetVringBase(ring, value & 0xffff);
            case GET_VRING_BASE -> new Message.GetVringBase(ring);
            default -> new Message.SetVringEnable(ring, value != 0);
        };
    }

    private Message event() throws ProtocolException {
        require(Long.BYTES, descriptors);
        long value = payload.getLong(0);
        boolean hasEvent = (value & NO_DESCRIPTOR) == 0;
        require(Long.BYTES, hasEvent ? 1 : 0);
        int ring = (int) value & RING_MASK;
        return switch (request) {
            case SET_VRING_KICK -> new Message.SetVringKick(ring, hasEvent);
            case SET_VRING_CALL -> new Message.SetVringCall(ring, hasEvent);
            default -> new Message.SetVringErr(ring, hasEvent);
        };
    }

    private Message config() throws ProtocolException {
        require(CONFIG_HEADER, 0);
        return new Message.GetConfig();
    }

    private Message inflight() throws ProtocolException {
        boolean isSet = request == SET_INFLIGHT_FD;
        require(INFLIGHT, isSet ? 1 : 0);
        int rings = payload.getShort(16) & 0xffff;
        int size = payload.getShort(18) & 0xffff;
        return isSet
                ? new Message.SetInflightFd(payload.getLong(0), payload.getLong(8), rings, size)
                : new Message.GetInflightFd(rings, size);
    }
}
