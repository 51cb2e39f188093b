package org.taplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.util.ByteArrays;

final class MacAddressTest {
    @Property
    void formatsAsPcap4jDoes(@ForAll @LongRange(max = 0xffff_ffff_ffffL) long address) {
        byte[] octets = ByteArrays.getSubArray(ByteArrays.toByteArray(address), 2);

        assertThat(MacAddress.format(address))
                .isEqualTo(org.pcap4j.util.MacAddress.getByAddress(octets).toString());
    }

    @Property
    void parsesWhatItFormats(@ForAll @LongRange(max = 0xffff_ffff_ffffL) long address) {
        String text = MacAddress.format(address);

        assertThat(MacAddress.parse(text)).hasValue(address);
        assertThat(MacAddress.parse(text.toUpperCase(Locale.ROOT))).hasValue(address);
    }

    @Property
    void anyTextHasAnAnswer(@ForAll String text) {
        MacAddress.parse(text).ifPresent(address -> assertThat(text).isEqualToIgnoringCase(MacAddress.format(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02",
                "02:00:00:00:00:0",
                "02:00:00:00:00:000",
                "02-00-00-00-00-01",
                "0200.0000.0001..",
                "02:00:00:00:00:0g",
                "02:00:00:00:00:+1",
                "02:00:00:00:00:٠١",
                ":02:00:00:00:00:0",
                " 2:00:00:00:00:01",
            })
    void refusesEverythingElse(String text) {
        assertThat(MacAddress.parse(text)).isEmpty();
    }
}
