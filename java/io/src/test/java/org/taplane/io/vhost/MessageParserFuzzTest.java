package org.taplane.io.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Any bytes of a front end's: a message, or a refusal that says why. */
final class MessageParserFuzzTest {
    /** The input is how many descriptors come, then a message. */
    @FuzzTest
    void parse(byte[] input) {
        if (input.length <= Header.BYTES) {
            return;
        }
        ByteBuffer message = ByteBuffer.wrap(input, 1, input.length - 1).slice().order(ByteOrder.nativeOrder());
        try {
            Header header = Header.parse(message);
            assertThat(header.size()).isBetween(0, Header.MAX_PAYLOAD);
            ByteBuffer payload = message.position(Header.BYTES);
            assertThat(MessageParser.parse(header.request(), payload, input[0])).isNotNull();
        } catch (ProtocolException refused) {
            assertThat(refused).hasMessageMatching(".+");
        }
    }
}
