package org.taplane.control.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureFileTest {
    private static final String LITTLE = "d4c3b2a1" + "02000400" + "0000000000000000" + "00000400" + "01000000";
    private static final String BIG_NANOS = "a1b23c4d" + "00020004" + "0000000000000000" + "00040000" + "00000001";
    private static final String SECTION =
            "0a0d0d0a" + "1c000000" + "4d3c2b1a" + "01000000" + "ffffffffffffffff" + "1c000000";
    private static final String DEVICE = "01000000" + "14000000" + "01000000" + "00000400" + "14000000";
    private static final String ENHANCED = "06000000" + "24000000" + "00000000" + "0000000000000000" + "03000000"
            + "03000000" + "aabbcc00" + "24000000";
    private static final String SIMPLE = "03000000" + "14000000" + "02000000" + "ddee0000" + "14000000";
    private static final String STATISTICS = "05000000" + "18000000" + "000000000000000000000000" + "18000000";

    @TempDir
    Path directory;

    private Path file(String hex) throws IOException {
        return Files.write(directory.resolve("a.pcap"), HexFormat.of().parseHex(hex));
    }

    private List<String> read(String hex, int most) throws IOException, FrameException {
        return CaptureFile.read(file(hex), most).stream()
                .map(HexFormat.of()::formatHex)
                .toList();
    }

    @Test
    void pcapInEitherByteOrder() throws IOException, FrameException {
        String two = "0000000000000000" + "02000000" + "05000000" + "aabb" + "0000000000000000" + "01000000"
                + "01000000" + "cc";
        assertThat(read(LITTLE + two, 9)).containsExactly("aabb", "cc");
        assertThat(read(LITTLE + two, 1)).containsExactly("aabb");
        assertThat(read(BIG_NANOS + "0000000000000000" + "00000002" + "00000002" + "aabb", 9))
                .containsExactly("aabb");
    }

    @Test
    void pcapngWithWhatElseIsInIt() throws IOException, FrameException {
        assertThat(read(SECTION + DEVICE + ENHANCED + STATISTICS + SIMPLE + SECTION + DEVICE + SIMPLE, 9))
                .containsExactly("aabbcc", "ddee", "ddee");
        assertThat(read(SECTION + DEVICE + ENHANCED + SIMPLE, 1)).containsExactly("aabbcc");
    }

    @ParameterizedTest
    @CsvSource({
        "'', no capture",
        "ffd8ffe0, no capture",
        LITTLE + ", has no frames",
        "d4c3b2a1020004000000000000000000000004007f000000, link type 127",
        LITTLE + "0000000000000000ffffff7fffffff7f, damaged",
        LITTLE + "00000000000000000200000002000000aa, in the middle",
        LITTLE + "0000, in the middle",
        SECTION + ENHANCED + ", damaged",
        SECTION + DEVICE + "060000000c0000000c000000, damaged",
        SECTION + DEVICE + "0600000007000000, damaged",
        SECTION + "01000000ffffffff, damaged"
    })
    void whatIsNoneIsRefusedInALine(String hex, String why) {
        assertThatThrownBy(() -> read(hex, 9))
                .isInstanceOf(FrameException.class)
                .message()
                .contains("a.pcap", why)
                .hasLineCount(1);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> CaptureFile.read(directory.resolve("none"), 1))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("none");
    }

    /** Damage of any kind ends in frames or in an error, and in nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damageIsSurvived(long seed) throws IOException {
        byte[] sound = HexFormat.of().parseHex(SECTION + DEVICE + ENHANCED + STATISTICS + SIMPLE);
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            Path file = Files.write(directory.resolve("b.pcap"), damaged);
            try {
                assertThat(CaptureFile.read(file, 9)).isNotEmpty();
            } catch (FrameException refused) {
                assertThat(refused).hasMessageContaining("b.pcap");
            }
        }
    }
}
