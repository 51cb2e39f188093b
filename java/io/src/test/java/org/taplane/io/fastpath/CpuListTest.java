package org.taplane.io.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuListTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "0-1, 2", "0-127, 128", "'0,2', 2", "'0-3,8-11,16', 9"})
    void rangesAreCounted(String list, int count) {
        assertThat(CpuList.count(list)).isEqualTo(count);
    }
}
