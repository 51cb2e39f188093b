package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountsTest {
    @Test
    void namesAreLookedUp() {
        assertThat(Accounts.user(Optional.of("root"))).hasValue(0);
        assertThat(Accounts.user(Optional.of("nobody"))).hasValue(65_534);
        assertThat(Accounts.group(Optional.of("daemon"))).hasValue(1);
    }

    @Test
    void numbersNeedNoEntry() {
        assertThat(Accounts.user(Optional.of("64001"))).hasValue(64_001);
        assertThat(Accounts.group(Optional.of("4294967294"))).hasValue(-2);
    }

    @Test
    void noneIsNone() {
        assertThat(Accounts.user(Optional.empty())).isEmpty();
    }

    @Test
    void whoIsUnknownIsNamed() {
        assertThatThrownBy(() -> Accounts.user(Optional.of("no-such-user")))
                .hasMessage("there is no user no-such-user");
        assertThatThrownBy(() -> Accounts.group(Optional.of("no-such-group")))
                .isInstanceOfSatisfying(
                        SysException.class, e -> assertThat(e.expected()).contains("the name or number of a group"));
    }
}
