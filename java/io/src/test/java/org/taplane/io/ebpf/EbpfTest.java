package org.taplane.io.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.taplane.io.ebpf.Register.R0;
import static org.taplane.io.ebpf.Register.R1;
import static org.taplane.io.ebpf.Register.R6;
import static org.taplane.io.ebpf.Register.R7;
import static org.taplane.io.ebpf.Register.R8;

import org.junit.jupiter.api.Test;
import org.taplane.io.ebpf.Assembler.Width;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;

class EbpfTest {
    private static final byte[] PACKET = {1, 2, 3, 4, 5};

    private static int run(Assembler program) {
        try (Fd loaded = Ebpf.load("test", program)) {
            return ProgramRun.of(loaded, PACKET);
        }
    }

    @Test
    void arithmeticIsOfTheRegistersNamed() {
        Assembler program = new Assembler()
                .set(R7, 5)
                .copy(R8, R7)
                .add(R8, 3)
                .add(R8, R7)
                .multiply(R8, 10)
                .and(R8, 0x7e)
                .shiftLeft(R8, 4)
                .shiftRight(R8, 1)
                .copy(R0, R8)
                .exit();

        assertThat(run(program)).isEqualTo((130 & 0x7e) << 4 >> 1);
    }

    @Test
    void loadsAreBigEndianAndOfTheirWidth() {
        assertThat(run(new Assembler().copy(R6, R1).load(Width.WORD, 1).exit())).isEqualTo(0x02030405);
        assertThat(run(new Assembler().copy(R6, R1).load(Width.HALF, 1).exit())).isEqualTo(0x0203);
        assertThat(run(new Assembler()
                        .copy(R6, R1)
                        .set(R7, 2)
                        .load(Width.BYTE, R7, 1)
                        .exit()))
                .isEqualTo(4);
    }

    @Test
    void aLoadFromBehindTheEndGivesNought() {
        assertThat(run(new Assembler()
                        .copy(R6, R1)
                        .load(Width.WORD, 2)
                        .set(R0, 7)
                        .exit()))
                .isZero();
    }

    @Test
    void jumpsGoToTheirLabels() {
        assertThat(run(branch().jumpIfEqual(R7, 6, "there")
                        .exit()
                        .label("there")
                        .set(R0, 2)
                        .exit()))
                .isEqualTo(2);
        assertThat(run(branch().jumpIfEqual(R7, 5, "there")
                        .exit()
                        .label("there")
                        .set(R0, 2)
                        .exit()))
                .isEqualTo(1);
        assertThat(run(branch().jumpIfAny(R7, 3, "there")
                        .exit()
                        .label("there")
                        .set(R0, 2)
                        .exit()))
                .isEqualTo(2);
        assertThat(run(branch().jumpIfAny(R7, 9, "there")
                        .exit()
                        .label("there")
                        .set(R0, 2)
                        .exit()))
                .isEqualTo(1);
        assertThat(run(branch().jump("there").label("there").exit())).isEqualTo(1);
    }

    private static Assembler branch() {
        return new Assembler().set(R7, 6).set(R0, 1);
    }

    @Test
    void aJumpThatLeadsNowhereIsRefused() {
        Assembler backwards = new Assembler().label("there").jump("there");

        assertThatThrownBy(backwards::instructions).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(new Assembler().jump("nowhere")::instructions).hasMessageContaining("nowhere");
    }

    @Test
    void aProgramThatTheKernelRefusesIsAFailure() {
        assertThatExceptionOfType(SysException.class)
                .isThrownBy(() -> Ebpf.load("endless", new Assembler().set(R0, 0)))
                .satisfies(refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EINVAL));
    }

    @Test
    void aNameLongerThanTheKernelTakesIsRefused() {
        assertThatThrownBy(() -> Ebpf.load("a_name_too_long1", new Assembler()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
