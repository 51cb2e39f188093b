package org.taplane.io.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;

/** Whatever the bytes are, the parsers end, and with a value or a SysException. */
class MessageFuzzTest {
    @Property
    void anyDatagramIsParsedOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        readEverything(nativeOrder(bytes));
    }

    @Property
    void anyPayloadBehindAGoodHeaderIsParsedOrRefused(
            @ForAll @IntRange(min = 0, max = 40) int type, @ForAll @Size(max = 120) byte[] payload) {
        ByteBuffer datagram = ByteBuffer.allocate(Message.HEADER + payload.length)
                .order(ByteOrder.nativeOrder())
                .putInt(0, Message.HEADER + payload.length)
                .putShort(4, (short) type)
                .putShort(6, (short) Nl.NLM_F_ACK_TLVS)
                .put(Message.HEADER, payload);
        readEverything(datagram);
    }

    @Property
    void aGoodMessageWithAnyByteChangedAndAnyEndCutIsParsedOrRefused(
            @ForAll int position, @ForAll byte value, @ForAll int cut) {
        byte[] good = goodLink();
        good[Math.floorMod(position, good.length)] = value;
        ByteBuffer datagram = nativeOrder(good);
        readEverything(datagram.limit(good.length - Math.floorMod(cut, good.length)));
    }

    @Test
    void aGoodLinkIsRead() {
        List<Message> messages = Message.parse(nativeOrder(goodLink()));

        assertThat(messages).hasSize(1);
        Link link = LinkMessages.parse(messages.getFirst());
        assertThat(link.name()).isEqualTo("vm1");
        assertThat(link.mac()).isEqualTo(0x0203_0405_0607L);
        assertThat(link.kind()).contains("bridge");
    }

    @Test
    void lengthsThatLieAreNamed() {
        assertThatThrownBy(() -> Message.parse(nativeOrder(new byte[16])))
                .isInstanceOfSatisfying(
                        SysException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADMSG))
                .hasMessage("malformed netlink answer: a message length of 0; expected 16 to 16");
        assertThatThrownBy(() -> Attributes.parse(nativeOrder(new byte[8])))
                .hasMessage("malformed netlink answer: an attribute length of 0; expected 4 to 8");
    }

    private static byte[] goodLink() {
        ByteBuffer message = LinkMessages.create("vm1")
                .mac(LinkMessages.IFLA_ADDRESS, 0x0203_0405_0607L)
                .attribute32(LinkMessages.IFLA_MTU, 1500)
                .nested(LinkMessages.IFLA_LINKINFO, info -> info.attribute(LinkMessages.IFLA_INFO_KIND, "bridge"))
                .finish(1);
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }

    private static void readEverything(ByteBuffer datagram) {
        try {
            Message.parse(datagram).forEach(MessageFuzzTest::read);
        } catch (SysException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static void read(Message message) {
        if (Answer.ends(message)) {
            Answer.check(message, "request");
        } else if (LinkMessages.isLink(message)) {
            assertThat(LinkMessages.parse(message)).isNotNull();
        }
    }

    private static ByteBuffer nativeOrder(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
