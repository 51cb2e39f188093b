package org.taplane.io.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, they are a message or a ProtocolException. */
class MessageParserTest {
    private static ByteBuffer bytes(byte[] array) {
        return ByteBuffer.wrap(array).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer struct(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    @Property
    void anyMessageIsReadOrRefused(
            @ForAll @IntRange(min = -1, max = 45) int request,
            @ForAll @Size(max = 300) byte[] payload,
            @ForAll @IntRange(max = 9) int descriptors) {
        try {
            assertThat(MessageParser.parse(request, bytes(payload), descriptors))
                    .isNotNull();
        } catch (ProtocolException refused) {
            assertThat(refused).hasMessageMatching(".+");
        }
    }

    @Property
    void anyHeaderIsReadOrRefused(@ForAll @Size(value = 12) byte[] header) {
        try {
            assertThat(Header.parse(bytes(header)).size()).isBetween(0, Header.MAX_PAYLOAD);
        } catch (ProtocolException refused) {
            assertThat(refused).hasMessageStartingWith("a message");
        }
    }

    @Property
    void aTableOfMemoryIsReadAsItIs(
            @ForAll @IntRange(max = 8) int count, @ForAll long guest, @ForAll long size, @ForAll @LongRange long offset)
            throws ProtocolException {
        ByteBuffer payload = struct(8 + count * 32).putInt(0, count);
        for (int i = 0; i < count; i++) {
            payload.putLong(8 + i * 32, guest)
                    .putLong(16 + i * 32, size)
                    .putLong(24 + i * 32, i)
                    .putLong(32 + i * 32, offset);
        }
        Message message = MessageParser.parse(MessageParser.SET_MEM_TABLE, payload, count);

        List<MemoryRegion> regions = ((Message.SetMemTable) message).regions();
        assertThat(regions).hasSize(count).allMatch(region -> region.guest() == guest && region.offset() == offset);
    }

    @Test
    void whatHasADescriptorSaysSo() throws ProtocolException {
        ByteBuffer polled = struct(8).putLong(0, 3 | 1 << 8);

        assertThat(MessageParser.parse(MessageParser.SET_VRING_KICK, polled, 0))
                .isEqualTo(new Message.SetVringKick(3, false));
        assertThatThrownBy(() -> MessageParser.parse(MessageParser.SET_VRING_KICK, polled, 1))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("1 descriptors instead of 8 and 0");
        assertThatThrownBy(() -> MessageParser.parse(MessageParser.SET_VRING_KICK, struct(8), 0))
                .isInstanceOf(ProtocolException.class);
    }
}
