package org.taplane.control.protocol.lldp;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads an LLDPDU from a frame (IEEE 802.1AB 9.2.8.7). Chassis, port and time to live come first, in this order, and
 * once; what follows is read as far as it is known, and passed over otherwise. Of two TLVs that say the same, the first
 * counts.
 */
public final class LldpduReader {
    private static final int ETHERNET_HEADER = 14;

    private final byte[] frame;
    private int at = ETHERNET_HEADER;
    private Optional<String> portDescription = Optional.empty();
    private Optional<String> systemName = Optional.empty();
    private Optional<String> systemDescription = Optional.empty();
    private Optional<Set<Capability>> capabilities = Optional.empty();
    private Set<Capability> enabled = Set.of();
    private OptionalInt portVlan = OptionalInt.empty();

    private record Value(int type, int start, int length) {}

    private LldpduReader(byte[] frame) {
        this.frame = frame;
    }

    /** Empty if the frame, from its destination address on, holds none that may be believed. */
    public static Optional<Lldpdu> read(byte[] frame) {
        return new LldpduReader(frame).read();
    }

    private Optional<Lldpdu> read() {
        Optional<Value> chassis = next(Tlv.CHASSIS_ID).filter(LldpduReader::isIdentifier);
        Optional<Value> port = chassis.flatMap(_ -> next(Tlv.PORT_ID)).filter(LldpduReader::isIdentifier);
        Optional<Value> ttl = port.flatMap(_ -> next(Tlv.TIME_TO_LIVE)).filter(value -> value.length() >= 2);
        if (ttl.isEmpty() || !readOptional()) {
            return Optional.empty();
        }
        return Optional.of(new Lldpdu(
                identifier(chassis.orElseThrow(), Identifier.Kind.ofChassis(subtype(chassis.orElseThrow()))),
                identifier(port.orElseThrow(), Identifier.Kind.ofPort(subtype(port.orElseThrow()))),
                u16(ttl.get().start()),
                portDescription,
                systemName,
                systemDescription,
                capabilities.orElse(Set.of()),
                enabled,
                portVlan));
    }

    private Optional<Value> next(int type) {
        return next().filter(value -> value.type() == type);
    }

    /** The next TLV; empty if the frame ends in it or before. */
    private Optional<Value> next() {
        if (at + Tlv.HEADER > frame.length) {
            return Optional.empty();
        }
        int header = u16(at);
        Value value = new Value(Tlv.type(header), at + Tlv.HEADER, Tlv.length(header));
        at = value.start() + value.length();
        return at > frame.length ? Optional.empty() : Optional.of(value);
    }

    private static boolean isIdentifier(Value value) {
        return value.length() >= 2 && value.length() <= 1 + Tlv.MAX_TEXT;
    }

    private int subtype(Value value) {
        return u8(value.start());
    }

    private Identifier identifier(Value value, Identifier.Kind kind) {
        int from = value.start() + 1;
        return new Identifier(kind, HexFormat.of().formatHex(frame, from, from + value.length() - 1));
    }

    /** Up to the end, which may be told or be that of the frame; false if the frame lies about it. */
    private boolean readOptional() {
        while (at < frame.length) {
            Optional<Value> value = next();
            if (value.isEmpty()) {
                return false;
            }
            switch (value.get().type()) {
                case Tlv.END -> {
                    return value.get().length() == 0;
                }
                case Tlv.CHASSIS_ID, Tlv.PORT_ID, Tlv.TIME_TO_LIVE -> {
                    return false;
                }
                default -> readKnown(value.get());
            }
        }
        return true;
    }

    private void readKnown(Value value) {
        switch (value.type()) {
            case Tlv.PORT_DESCRIPTION -> portDescription = portDescription.or(() -> text(value));
            case Tlv.SYSTEM_NAME -> systemName = systemName.or(() -> text(value));
            case Tlv.SYSTEM_DESCRIPTION -> systemDescription = systemDescription.or(() -> text(value));
            case Tlv.CAPABILITIES -> readCapabilities(value);
            case Tlv.ORGANIZATION -> readOrganization(value);
            default -> {}
        }
    }

    private Optional<String> text(Value value) {
        return value.length() <= Tlv.MAX_TEXT
                ? Optional.of(Texts.printable(frame, value.start(), value.length()))
                : Optional.empty();
    }

    private void readCapabilities(Value value) {
        if (capabilities.isEmpty() && value.length() == 4) {
            capabilities = Optional.of(Capability.of(u16(value.start())));
            enabled = Capability.of(u16(value.start() + 2));
        }
    }

    private void readOrganization(Value value) {
        boolean isPortVlan = value.length() == 6 && ByteBuffer.wrap(frame).getInt(value.start()) == Tlv.PORT_VLAN_ID;
        if (isPortVlan && portVlan.isEmpty()) {
            portVlan = OptionalInt.of(u16(value.start() + 4));
        }
    }

    private int u8(int offset) {
        return frame[offset] & 0xff;
    }

    private int u16(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }
}
