package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelReleaseTest {
    @ParameterizedTest
    @CsvSource({
        "6.2.0, true",
        "6.2-rc1, true",
        "6.18.44-cloud, true",
        "7.0.1, true",
        "6.1.0-18-amd64, false",
        "5.15.0, false",
        "unknown, false"
    })
    void releasesAreNumbers(String release, boolean expected) {
        assertThat(KernelRelease.isAtLeast(release, 6, 2)).isEqualTo(expected);
    }
}
