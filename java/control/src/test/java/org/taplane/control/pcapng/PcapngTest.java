package org.taplane.control.pcapng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.Pcaps;
import org.taplane.control.pcapng.PcapngWriter.Direction;
import org.taplane.control.pcapng.PcapngWriter.Frame;

/** What is written, libpcap reads; and what is read block by block is what was written. */
final class PcapngTest {
    private static final long WHEN = 1_700_000_000_123_456_789L;

    @TempDir
    Path directory;

    private final PcapngWriter writer = new PcapngWriter();

    @Test
    void libpcapReadsTheFramesWithNanoseconds() throws Exception {
        writer.section("taplane");
        writer.port("br0/vm1", 262_144, "icmp");
        writer.port("br0/vm2", 262_144, "");
        List<byte[]> frames = new ArrayList<>();
        for (int length = 14; length < 200; length++) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            frames.add(bytes);
            writer.frame(new Frame(
                    length % 2,
                    WHEN + length,
                    Direction.INBOUND,
                    length + 5,
                    bytes,
                    List.of("dropped: no-egress", "vlan " + length)));
        }
        writer.statistics(1, WHEN, 10, 3);
        Path file = directory.resolve("x.pcapng");
        Files.write(file, writer.take());
        try (PcapHandle handle = Pcaps.openOffline(file.toString(), TimestampPrecision.NANO)) {
            for (byte[] bytes : frames) {
                assertThat(handle.getNextRawPacket()).isEqualTo(bytes);
                assertThat(handle.getTimestamp().getNanos()).isEqualTo(123_456_789 + bytes.length);
                assertThat(handle.getOriginalLength()).isEqualTo(bytes.length + 5);
            }
            assertThat(handle.getNextRawPacket()).isNull();
        }
    }

    /** The draft's figures, byte for byte. */
    @Test
    void aFrameIsAnEnhancedPacketBlock() {
        writer.frame(new Frame(1, 0x0102030405060708L, Direction.OUTBOUND, 60, new byte[] {9, 8, 7}, List.of("ab")));
        assertThat(HexFormat.of().formatHex(writer.take()))
                .isEqualTo("06000000" + "38000000" + "01000000" + "04030201" + "08070605" + "03000000" + "3c000000"
                        + "09080700" + "01000200" + "61620000" + "02000400" + "02000000" + "00000000" + "38000000");
    }

    @Test
    void blocksComeBackAsTheyWere() throws IOException {
        writer.section("taplane");
        writer.port("br0/vm1", 96, "");
        writer.frame(new Frame(0, WHEN, Direction.INBOUND, 3, new byte[3], List.of()));
        writer.statistics(0, WHEN, 10, 7);
        byte[] all = writer.take();
        ByteArrayInputStream input = new ByteArrayInputStream(all);
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        List<String> kinds = new ArrayList<>();
        for (Optional<Block> next = Block.read(input); next.isPresent(); next = Block.read(input)) {
            Block block = next.get();
            block.writeTo(copy);
            kinds.add(block.isFrame() ? "frame" : block.isStatistics() ? block.port() + ":" + block.lost() : "other");
        }
        assertThat(kinds).containsExactly("other", "other", "frame", "0:7");
        assertThat(copy.toByteArray()).isEqualTo(all);
    }

    @Test
    void whatIsCutShortOrNoPcapngIsAnError() {
        writer.frame(new Frame(0, WHEN, Direction.INBOUND, 3, new byte[30], List.of("a")));
        byte[] all = writer.take();
        for (int length = 1; length < all.length; length++) {
            byte[] cut = Arrays.copyOf(all, length);
            assertThatThrownBy(() -> Block.read(new ByteArrayInputStream(cut)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("what comes is cut short");
        }
        for (String head : List.of("0600000000000000", "06000000ffffffff", "060000000d000000", "06000000ffffff7f")) {
            byte[] hostile = HexFormat.of().parseHex(head + "00".repeat(20));
            assertThatThrownBy(() -> Block.read(new ByteArrayInputStream(hostile)))
                    .isInstanceOf(IOException.class);
        }
    }
}
