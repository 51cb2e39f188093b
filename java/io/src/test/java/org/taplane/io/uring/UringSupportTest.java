package org.taplane.io.uring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.taplane.io.sys.Errno;

class UringSupportTest {
    @Test
    void thisMachineHasIt() {
        assertThat(UringSupport.obstacle()).isEmpty();
    }

    @Test
    void anObstacleIsNamedWithItsCause() {
        assertThat(UringSupport.words(Errno.EOPNOTSUPP)).contains("Linux 6.7");
        assertThat(UringSupport.words(Errno.EPERM)).contains("kernel.io_uring_disabled", "Operation not permitted");
        assertThat(UringSupport.words(Errno.ENOSYS)).contains("seccomp", "Function not implemented");
        assertThat(UringSupport.words(Errno.ENOBUFS)).isEqualTo("io_uring_setup: No buffer space available");
    }
}
