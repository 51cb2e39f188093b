package org.taplane.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.control.config.yaml.YamlWriter;

class SettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=tap | {type: tap}",
                "type=tap,netns=web,vlan.access=10 | {type: tap, netns: web, vlan: {access: 10}}",
                "vlan.trunk=[10,\"20-29\"],vlan.native=1 | {vlan: {trunk: [10, \"20-29\"], native: 1}}",
                "address=[10.0.0.1/24,fd00::1/64],mtu=1450 | {address: [10.0.0.1/24, fd00::1/64], mtu: 1450}",
                "mac=02:00:00:00:00:01 | {mac: 02:00:00:00:00:01}",
                "vlan={access: 10},mtu=9000 | {vlan: {access: 10}, mtu: 9000}",
                "{type: tap, vlan: {access: 10}} | {type: tap, vlan: {access: 10}}",
                "mac= | {mac: }",
            })
    void readsPairsAndMappings(String text, String yaml) throws EditException {
        assertThat(YamlWriter.writeLine(Settings.parse(text))).isEqualTo(yaml);
    }

    @Test
    void nothingIsAnEmptyMapping() throws EditException {
        assertThat(Settings.parse(" ").entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tap", "=tap", "type=tap,,mtu=9", "address=[10.0.0.1", "{type: tap", "{}}", "type=*x"})
    void saysWhatItCannotRead(String text) {
        assertThatThrownBy(() -> Settings.parse(text))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("; expected ");
    }
}
