package org.taplane.control.protocol.lldp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LLDPDUs on the wire. */
final class LldpduTest {
    private static final long MAC = 0x0200_0000_0001L;

    @Property(tries = 300)
    void whatIsWrittenIsReadBack(@ForAll("lldpdus") Lldpdu lldpdu) {
        byte[] frame = LldpduWriter.write(lldpdu, MAC);
        assertThat(frame).hasSizeBetween(60, 1514);
        assertThat(HexFormat.of().formatHex(frame, 0, 14)).isEqualTo("0180c200000e" + "020000000001" + "88cc");
        assertThat(LldpduReader.read(frame)).contains(lldpdu);
    }

    /** What is cut off anywhere is refused, but for padding and behind a whole TLV: the end need not be told. */
    @Property(tries = 300)
    void whatIsCutIsRefusedOrSaysLess(@ForAll("lldpdus") Lldpdu lldpdu, @ForAll @IntRange(max = 1500) int length) {
        byte[] frame = LldpduWriter.write(lldpdu, MAC);
        Optional<Lldpdu> read = LldpduReader.read(Arrays.copyOf(frame, Math.min(length, frame.length)));
        read.ifPresent(said -> {
            assertThat(said.chassis()).isEqualTo(lldpdu.chassis());
            assertThat(said.port()).isEqualTo(lldpdu.port());
            assertThat(said.ttl()).isEqualTo(lldpdu.ttl());
        });
    }

    @Provide
    Arbitrary<Lldpdu> lldpdus() {
        Arbitrary<Optional<String>> text = Arbitraries.strings()
                .alpha()
                .withChars("äß 1.-/")
                .ofMaxLength(60)
                .optional();
        Arbitrary<Set<Capability>> capabilities =
                Arbitraries.of(Capability.class).set();
        Arbitrary<Identifier> chassis = identifier(
                Identifier.Kind.CHASSIS_COMPONENT, Identifier.Kind.MAC_ADDRESS, Identifier.Kind.NETWORK_ADDRESS);
        Arbitrary<Identifier> port =
                identifier(Identifier.Kind.INTERFACE_NAME, Identifier.Kind.AGENT_CIRCUIT, Identifier.Kind.LOCAL);
        return Combinators.combine(chassis, port, Arbitraries.integers().between(0, 0xffff), text, text, text)
                .as((c, p, ttl, description, name, system) ->
                        new Lldpdu(c, p, ttl, description, name, system, Set.of(), Set.of(), OptionalInt.empty()))
                .flatMap(plain -> Combinators.combine(
                                capabilities.filter(set -> !set.isEmpty()),
                                capabilities,
                                Arbitraries.integers().between(0, 4095))
                        .as((has, uses, vlan) -> new Lldpdu(
                                plain.chassis(),
                                plain.port(),
                                plain.ttl(),
                                plain.portDescription(),
                                plain.systemName(),
                                plain.systemDescription(),
                                has,
                                uses,
                                OptionalInt.of(vlan))));
    }

    private static Arbitrary<Identifier> identifier(Identifier.Kind... kinds) {
        Arbitrary<byte[]> bytes =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(255);
        return Combinators.combine(Arbitraries.of(kinds), bytes)
                .as((kind, value) -> new Identifier(kind, HexFormat.of().formatHex(value)));
    }

    @Test
    void whatLldpdSaysIsUnderstood() throws IOException {
        Lldpdu said = LldpduReader.read(seed("lldpd")).orElseThrow();
        assertThat(said.chassis().text()).isEqualTo("0e:06:53:a4:83:38");
        assertThat(said.port().text()).isEqualTo("0e:06:53:a4:83:38");
        assertThat(said.ttl()).isEqualTo(120);
        assertThat(said.systemName()).contains("vm");
        assertThat(said.systemDescription()).contains("sys1");
        assertThat(said.portDescription()).contains("ll1");
        assertThat(said.capabilities())
                .containsExactlyInAnyOrder(
                        Capability.BRIDGE, Capability.WLAN_ACCESS_POINT, Capability.ROUTER, Capability.STATION_ONLY);
        assertThat(said.enabled()).containsExactly(Capability.STATION_ONLY);
        assertThat(LldpduReader.read(seed("lldpd-shutdown")).orElseThrow().ttl())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "out-of-order",
                "chassis-twice",
                "tlv-beyond-the-end",
                "header-cut",
                "identifier-of-one-byte",
                "identifier-of-256-bytes",
                "end-with-a-value",
                "header-only",
                "empty"
            })
    void whatLiesIsRefused(String seed) throws IOException {
        assertThat(LldpduReader.read(seed(seed))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-end", "padded"})
    void theEndNeedNotBeTold(String seed) throws IOException {
        assertThat(LldpduReader.read(seed(seed)).orElseThrow().chassis().text()).isEqualTo("switch");
    }

    @Test
    void whatWouldControlATerminalIsNotShown() throws IOException {
        Lldpdu said = LldpduReader.read(seed("control-characters")).orElseThrow();
        assertThat(said.systemName()).contains("?[2Jroot?????");
        assertThat(said.systemDescription()).contains("😀");
    }

    @Test
    void identifiersAreShownAsWhatTheyAre() throws IOException {
        Lldpdu addresses = LldpduReader.read(seed("addresses")).orElseThrow();
        assertThat(addresses.chassis().text()).isEqualTo("10.0.0.1");
        assertThat(addresses.port().text()).isEqualTo("fe80:0:0:0:0:0:0:0");
        Lldpdu reserved = LldpduReader.read(seed("reserved-subtypes")).orElseThrow();
        assertThat(reserved.chassis().text()).isEqualTo("61");
        assertThat(reserved.port().text()).isEqualTo("62");
    }

    @Test
    void whatIsOfTheWrongLengthIsPassedOver() throws IOException {
        Lldpdu said = LldpduReader.read(seed("vlan-and-capabilities")).orElseThrow();
        assertThat(said.portVlan()).hasValue(10);
        assertThat(said.capabilities()).hasSize(Capability.values().length);
        assertThat(said.enabled()).containsExactly(Capability.BRIDGE);
    }

    @Test
    void aTextThatIsTooLongEndsBetweenCharacters() {
        Lldpdu lldpdu = Lldpdu.of(Identifier.ofMac(MAC), Identifier.ofInterface("p"), 1);
        Lldpdu wordy = new Lldpdu(
                lldpdu.chassis(),
                lldpdu.port(),
                1,
                Optional.empty(),
                Optional.of("a" + "ä".repeat(200)),
                Optional.empty(),
                Set.of(),
                Set.of(),
                OptionalInt.empty());
        assertThat(LldpduReader.read(LldpduWriter.write(wordy, MAC))
                        .orElseThrow()
                        .systemName())
                .contains("a" + "ä".repeat(127));
    }

    static byte[] seed(String name) throws IOException {
        try (InputStream seed =
                Objects.requireNonNull(LldpduTest.class.getResourceAsStream("LldpFuzzTestInputs/read/" + name), name)) {
            return seed.readAllBytes();
        }
    }
}
