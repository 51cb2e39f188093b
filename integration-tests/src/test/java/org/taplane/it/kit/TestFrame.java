package org.taplane.it.kit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * An Ethernet frame as a value. Made from the address it goes {@link #to} by changing one field after the other, or
 * parsed from captured bytes.
 *
 * @param tags 802.1Q tags, outermost first, each {@code TPID << 16 | TCI}
 * @param type EtherType, or the length of an 802.3 frame
 */
public record TestFrame(Mac destination, Mac source, List<Integer> tags, int type, ByteBuffer payload) {
    /** IEEE 802 local experimental EtherType 1: nothing else on the machine speaks it. */
    public static final int EXPERIMENTAL = 0x88b5;

    private static final int MIN_PAYLOAD = 46;
    private static final int TPID_8021Q = 0x8100;
    private static final int TPID_8021AD = 0x88a8;

    /** A frame of shortest length without a tag. */
    public static TestFrame to(Mac destination) {
        return new TestFrame(destination, Mac.of(1), List.of(), EXPERIMENTAL, ByteBuffer.allocate(MIN_PAYLOAD));
    }

    public TestFrame from(Mac source) {
        return new TestFrame(destination, source, tags, type, payload);
    }

    /** Puts an 802.1Q tag with priority 0 outside of the tags that are there. */
    public TestFrame vlan(int vid) {
        return tag(TPID_8021Q, vid);
    }

    /** Puts a tag outside of the tags that are there; {@code tci} is PCP, DEI and VID. */
    public TestFrame tag(int tpid, int tci) {
        List<Integer> outerFirst = new ArrayList<>(List.of(tpid << 16 | tci));
        outerFirst.addAll(tags);
        return new TestFrame(destination, source, List.copyOf(outerFirst), type, payload);
    }

    public TestFrame untagged() {
        return new TestFrame(destination, source, List.of(), type, payload);
    }

    public TestFrame type(int type) {
        return new TestFrame(destination, source, tags, type, payload);
    }

    public TestFrame payload(byte[] bytes) {
        return new TestFrame(
                destination, source, tags, type, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }

    /** Text as payload, filled up to the shortest frame. */
    public TestFrame saying(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return payload(Arrays.copyOf(bytes, Math.max(bytes.length, MIN_PAYLOAD)));
    }

    /** A payload of {@code bytes} random bytes, the same for the same seed. */
    public TestFrame random(int seed, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return payload(noise);
    }

    /** Bytes of the whole frame, without FCS. */
    public int length() {
        return headerLength() + payload.remaining();
    }

    private int headerLength() {
        return 14 + 4 * tags.size();
    }

    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(length());
        out.put(destination.bytes()).put(source.bytes());
        tags.forEach(out::putInt);
        return out.putShort((short) type).put(payload.duplicate()).array();
    }

    /** Reads captured bytes; a frame that ends inside its header is a fault of the test. */
    public static TestFrame parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Mac destination = Mac.read(in);
        Mac source = Mac.read(in);
        List<Integer> tags = new ArrayList<>();
        while (isTag(in.getShort(in.position()))) {
            tags.add(in.getInt());
        }
        int type = in.getShort() & 0xffff;
        return new TestFrame(
                destination, source, List.copyOf(tags), type, in.slice().asReadOnlyBuffer());
    }

    private static boolean isTag(short type) {
        return (type & 0xffff) == TPID_8021Q || (type & 0xffff) == TPID_8021AD;
    }

    @Override
    public String toString() {
        String shown = HexFormat.of().formatHex(bytes(), headerLength(), Math.min(headerLength() + 24, length()));
        String vlans = tags.isEmpty()
                ? ""
                : " tags " + tags.stream().map("%08x"::formatted).toList();
        return "%s > %s%s type %04x, %d bytes: %s"
                .formatted(source, destination, vlans, type, payload.remaining(), shown);
    }
}
