package org.taplane.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {
    private static final int COUNT = 4;

    private final List<String> events = new ArrayList<>();

    private final class Fake implements Step {
        private final int number;
        private final int failing;
        private final int stubborn;

        Fake(int number, int failing, int stubborn) {
            this.number = number;
            this.failing = failing;
            this.stubborn = stubborn;
        }

        @Override
        public void apply() throws ChangeException {
            if (number == failing) {
                throw new ChangeException("step " + number + " fails", "luck");
            }
            events.add("do " + number);
        }

        @Override
        public void undo() {
            events.add("undo " + number);
            if (number == stubborn) {
                throw new IllegalStateException("step " + number + " stays");
            }
        }
    }

    private Steps steps(int failing, int stubborn) {
        return new Steps(IntStream.range(0, COUNT)
                .mapToObj(number -> new Fake(number, failing, stubborn))
                .toList());
    }

    private static List<String> doneAndUndone(int count) {
        return Stream.concat(
                        IntStream.range(0, count).mapToObj(number -> "do " + number),
                        IntStream.range(0, count).mapToObj(number -> "undo " + (count - 1 - number)))
                .toList();
    }

    @Test
    void allAreDoneInTurn() throws ChangeException {
        steps(COUNT, COUNT).apply();
        assertThat(events).containsExactly("do 0", "do 1", "do 2", "do 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whatWasDoneBeforeAFailureIsUndoneInReverse(int failing) {
        Steps steps = steps(failing, COUNT);
        assertThatThrownBy(steps::apply).isInstanceOf(ChangeException.class).hasMessage("step " + failing + " fails");
        assertThat(events).isEqualTo(doneAndUndone(failing));
    }

    @Test
    void oneThatCannotBeUndoneDoesNotKeepTheOthers() {
        Steps steps = steps(3, 1);
        assertThatThrownBy(steps::apply).isInstanceOf(ChangeException.class).hasMessage("step 3 fails");
        assertThat(events).isEqualTo(doneAndUndone(3));
    }

    @Test
    void stepsAreAStep() {
        Steps whole = new Steps(List.of(steps(COUNT, COUNT), steps(1, COUNT)));
        assertThatThrownBy(whole::apply).isInstanceOf(ChangeException.class);
        assertThat(events)
                .containsExactly(
                        "do 0", "do 1", "do 2", "do 3", "do 0", "undo 0", "undo 3", "undo 2", "undo 1", "undo 0");
    }

    @Test
    void nothingIsUndoneTwice() throws ChangeException {
        Steps steps = steps(COUNT, COUNT);
        steps.apply();
        steps.undo();
        steps.undo();
        assertThat(events).isEqualTo(doneAndUndone(COUNT));
    }
}
