package org.taplane.daemon.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.taplane.control.api.PortTotals;
import org.taplane.control.api.Traffic;

class LegacyFormatProperties {
    record Station(int vid, long mac, int location, int age) {}

    @Property(tries = 100)
    void whatIsWrittenIsRead(@ForAll("legacies") Legacy legacy) throws IOException {
        assertThat(LegacyFormat.read(LegacyFormat.write(legacy))).isEqualTo(legacy);
    }

    @Property(tries = 200)
    void whatIsDamagedIsRefusedOrRead(
            @ForAll("legacies") Legacy legacy, @ForAll @IntRange(max = 10_000) int place, @ForAll byte value) {
        byte[] bytes = LegacyFormat.write(legacy);
        bytes[place % bytes.length] = value;
        assertThatReadingEnds(bytes);
        assertThatReadingEnds(Arrays.copyOf(bytes, place % bytes.length));
    }

    /** In whatever way, but not by an error that nobody expects. */
    private static void assertThatReadingEnds(byte[] bytes) {
        try {
            LegacyFormat.read(bytes).forEachStation((vid, mac, location, age) -> {});
        } catch (IOException refused) {
            assertThat(refused).isNotNull();
        }
    }

    @Property(tries = 50)
    void stationsAreShownAsTheyWereAdded(@ForAll("stations") List<Station> stations) {
        Legacy legacy = new Legacy("", 1, Map.of(), Map.of(), bytes(stations));
        List<Station> shown = new ArrayList<>();
        legacy.forEachStation((vid, mac, location, age) -> shown.add(new Station(vid, mac, location, age)));
        assertThat(shown).isEqualTo(stations);
    }

    /** A daemon of tomorrow may tell more. */
    @Example
    void sectionsThatAreNotKnownArePassedOver() throws IOException {
        Legacy legacy = new Legacy("bridges: {}", 7, Map.of(), Map.of(), ByteBuffer.allocate(0));
        byte[] bytes = LegacyFormat.write(legacy);
        byte[] more = ByteBuffer.allocate(bytes.length + 2 + 3 + 4 + 5)
                .put(bytes)
                .putShort((short) 3)
                .put(new byte[] {'n', 'e', 'w'})
                .putInt(5)
                .array();
        assertThat(LegacyFormat.read(more)).isEqualTo(legacy);
    }

    @Example
    void whatIsNotThereIsNamed() {
        byte[] empty = ByteBuffer.allocate(4).putInt(0x5441_504c).array();
        assertThatThrownBy(() -> LegacyFormat.read(empty))
                .isInstanceOf(IOException.class)
                .hasMessage("section config is missing");
        assertThatThrownBy(() -> LegacyFormat.read(new byte[100])).hasMessageContaining("not what a daemon leaves");
    }

    @Provide
    Arbitrary<Legacy> legacies() {
        return Combinators.combine(
                        Arbitraries.strings().ofMaxLength(200),
                        Arbitraries.longs().greaterOrEqual(1),
                        ports(),
                        Arbitraries.maps(Arbitraries.integers(), Arbitraries.of("10.98.0.1", "fd00::1"))
                                .ofMaxSize(5),
                        stations().map(LegacyFormatProperties::bytes))
                .as(Legacy::new);
    }

    private static Arbitrary<Map<Integer, Legacy.Port>> ports() {
        Arbitrary<Traffic> traffic = Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs())
                .as(Traffic::new);
        Arbitrary<Map<String, Long>> drops = Arbitraries.maps(
                        Arbitraries.of("too-short", "mtu-exceeded", "unheard-of"), Arbitraries.longs())
                .ofMaxSize(3);
        Arbitrary<PortTotals> totals =
                Combinators.combine(traffic, traffic, drops).as(PortTotals::new);
        Arbitrary<Legacy.Port> port = Combinators.combine(
                        Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(15), totals)
                .as(Legacy.Port::new);
        return Arbitraries.maps(Arbitraries.integers().between(0, 0x3fff), port).ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Station>> stations() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4094),
                        Arbitraries.longs().between(1, (1L << 48) - 1),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.integers())
                .as(Station::new)
                .list()
                .ofMaxSize(200);
    }

    private static ByteBuffer bytes(List<Station> stations) {
        StationWriter writer = new StationWriter();
        stations.forEach(each -> writer.add(each.vid(), each.mac(), each.location(), each.age()));
        return writer.stations();
    }
}
