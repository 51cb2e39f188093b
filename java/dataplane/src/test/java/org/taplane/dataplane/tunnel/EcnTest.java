package org.taplane.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcnTest {
    private static final int DSCP = 0xb8;

    /** RFC 6040 figure 4; columns: outer Not-ECT, ECT(0), ECT(1), CE. The codes are 0, 2, 1, 3. */
    @ParameterizedTest
    @CsvSource({"0,  0, 0, 0, drop", "2,  2, 2, 1, 3", "1,  1, 1, 1, 3", "3,  3, 3, 3, 3"})
    void leavingFollowsTheTable(int inner, int notEct, int ect0, int ect1, String ce) {
        assertThat(Ecn.leave(DSCP | inner, Ecn.NOT_ECT)).isEqualTo(DSCP | notEct);
        assertThat(Ecn.leave(DSCP | inner, Ecn.ECT_0)).isEqualTo(DSCP | ect0);
        assertThat(Ecn.leave(DSCP | inner, Ecn.ECT_1)).isEqualTo(DSCP | ect1);
        assertThat(Ecn.leave(DSCP | inner, Ecn.CE))
                .isEqualTo("drop".equals(ce) ? Ecn.DROP : DSCP | Integer.parseInt(ce));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void theOuterDscpStaysOutside(int outer) {
        assertThat(Ecn.leave(DSCP, 0xfc | outer)).isEqualTo(DSCP);
    }
}
