package org.taplane.control.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taplane.control.event.EventLog.Batch;
import org.taplane.control.event.EventLog.Entry;

/** Order, bounds and numbers of events. */
@Timeout(60)
class EventLogTest {
    private static final long FIRST = 5_000_000;

    private final EventLog log = new EventLog(4, () -> 5000);

    private static Event event(long pid) {
        return new Event.Lifecycle(Event.Lifecycle.STARTED, pid);
    }

    private static List<Long> numbers(Batch batch) {
        return batch.entries().stream().map(Entry::number).toList();
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            log.add(event(i));
        }
    }

    @Test
    void numbersGrowByOneFromTheTimeOfTheBeginning() {
        assertThat(log.next()).isEqualTo(FIRST);
        add(2);
        log.add(event(7), 1500);
        Batch all = log.read(FIRST, 10);
        assertThat(all.lost()).isZero();
        assertThat(numbers(all)).containsExactly(FIRST, FIRST + 1, FIRST + 2);
        assertThat(all.entries().getLast()).isEqualTo(new Entry(FIRST + 2, 3500, event(7)));
    }

    @Test
    void aReaderGoesOnWhereItWas() {
        add(3);
        assertThat(numbers(log.read(FIRST + 1, 1))).containsExactly(FIRST + 1);
        assertThat(numbers(log.read(FIRST + 2, 10))).containsExactly(FIRST + 2);
        assertThat(log.read(FIRST + 3, 10)).isEqualTo(new Batch(0, List.of()));
    }

    @Test
    void aReaderThatIsTooSlowIsToldHowManyAreGone() {
        add(10);
        Batch late = log.read(FIRST + 1, 10);
        assertThat(late.lost()).isEqualTo(5);
        assertThat(numbers(late)).containsExactly(FIRST + 6, FIRST + 7, FIRST + 8, FIRST + 9);
    }

    @Test
    void aNumberOfAnotherProcessMeansAllThereIs() {
        add(3);
        assertThat(log.read(0, 10)).isEqualTo(log.read(FIRST, 10));
        assertThat(log.read(Long.MAX_VALUE, 10)).isEqualTo(log.read(FIRST, 10));
        add(3);
        assertThat(log.read(0, 10).lost()).isEqualTo(2);
    }

    @Test
    void listenersAreTold() {
        AtomicInteger told = new AtomicInteger();
        Runnable listener = told::incrementAndGet;
        log.listen(listener);
        add(2);
        log.unlisten(listener);
        add(2);
        assertThat(told).hasValue(2);
    }

    /** What several threads add is in one order, and a reader misses nothing that it is not told of. */
    @Test
    void eventsOfSeveralThreadsHaveOneOrder() throws InterruptedException {
        int each = 50_000;
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            writers.add(Thread.ofPlatform().start(() -> add(each)));
        }
        long next = FIRST;
        while (next < FIRST + 2L * each) {
            Batch batch = log.read(next, 3);
            next += batch.lost();
            for (Entry entry : batch.entries()) {
                assertThat(entry.number()).isEqualTo(next++);
            }
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(log.next()).isEqualTo(next);
    }
}
