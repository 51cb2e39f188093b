package org.taplane.dataplane.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.capture.BpfProgram.Instruction;
import org.taplane.wire.Slab;

/** What is no program, and that what is one never does harm. */
final class BpfProgramTest {
    private static final Instruction RETURN_A = new Instruction(0x16, 0, 0, 0);

    @Test
    void hostileProgramsAreRefused() {
        refuse();
        refuse(new Instruction(0x15, 0, 0, 0)); // ends without returning
        refuse(new Instruction(0x05, 0, 0, -1), RETURN_A); // jumps backwards
        refuse(new Instruction(0x05, 0, 0, 1), RETURN_A); // jumps behind the end
        refuse(new Instruction(0x15, 1, 0, 0), RETURN_A);
        refuse(new Instruction(0x15, 0, 255, 0), RETURN_A);
        refuse(new Instruction(0x02, 0, 0, 16), RETURN_A); // memory that there is not
        refuse(new Instruction(0x60, 0, 0, -1), RETURN_A);
        refuse(new Instruction(0x34, 0, 0, 0), RETURN_A); // divides by zero
        refuse(new Instruction(0x94, 0, 0, 0), RETURN_A);
        refuse(new Instruction(0x64, 0, 0, 32), RETURN_A); // shifts too far
        refuse(new Instruction(0x74, 0, 0, -1), RETURN_A);
        refuse(new Instruction(0x30, 0, 0, -4092), RETURN_A); // SKF_AD_PKTTYPE
        refuse(new Instruction(0xff, 0, 0, 0), RETURN_A); // no instruction
        refuse(new Instruction(0x120, 0, 0, 0), RETURN_A);
        refuse(new Instruction(0xb0, 0, 0, 0), RETURN_A);
    }

    @Test
    void aProgramThatIsTooLongIsRefused() {
        List<Instruction> longest = new ArrayList<>(Collections.nCopies(4095, new Instruction(0x07, 0, 0, 0)));
        longest.add(RETURN_A);
        assertThat(BpfProgram.of(longest).length()).isEqualTo(4096);
        longest.add(RETURN_A);
        assertThatThrownBy(() -> BpfProgram.of(longest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the filter has 4097 instructions; expected 1 to 4096");
    }

    @Test
    void aReadBehindTheFrameRefusesIt() {
        Slab slab = Slab.copyOf(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        BpfProgram word = BpfProgram.of(List.of(new Instruction(0x20, 0, 0, 1), RETURN_A));
        assertThat(new BpfMachine().run(word, slab, 1, 5)).isEqualTo(0x03040506);
        assertThat(new BpfMachine().run(word, slab, 1, 4)).isZero();
        BpfProgram far =
                BpfProgram.of(List.of(new Instruction(0x30, 0, 0, Integer.MAX_VALUE), new Instruction(0x06, 0, 0, 1)));
        assertThat(new BpfMachine().run(far, slab, 1, 4)).isZero();
    }

    /** Random bytes as a program: refused, or run to an end without a fault. */
    @Property(tries = 20_000)
    void noProgramDoesHarm(@ForAll Random random) {
        List<Instruction> instructions = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            instructions.add(new Instruction(
                    random.nextInt(256), random.nextInt(count), random.nextInt(count), random.nextInt(64) - 8));
        }
        instructions.add(RETURN_A);
        try {
            BpfProgram program = BpfProgram.of(instructions);
            new BpfMachine().run(program, Slab.allocate(32), 8, random.nextInt(24));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("instruction ");
        }
    }

    private static void refuse(Instruction... instructions) {
        assertThatThrownBy(() -> BpfProgram.of(List.of(instructions))).isInstanceOf(IllegalArgumentException.class);
    }
}
