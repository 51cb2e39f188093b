package org.taplane.io.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SysExceptionTest {
    @Test
    void aFailedCallCarriesItsNameErrnoAndText() {
        assertThatThrownBy(() -> Fd.open("/no/such/file", Libc.O_RDONLY))
                .isInstanceOfSatisfying(SysException.class, e -> {
                    assertThat(e.errno()).isEqualTo(Errno.ENOENT);
                    assertThat(e.call()).isEqualTo("open /no/such/file");
                })
                .hasMessage("open /no/such/file: No such file or directory");
    }

    @Test
    void aClosedDescriptorGivesAwayNoNumber() {
        Fd fd = Fd.open("/dev/null", Libc.O_RDONLY);
        int number = fd.value();
        fd.close();
        fd.close();

        assertThatThrownBy(fd::value).isInstanceOf(IllegalStateException.class);
        assertThat(Libc.fcntl(number, Libc.F_GETFL, 0)).isEqualTo(-1);
        assertThat(Libc.errno()).isEqualTo(Errno.EBADF);
    }
}
