package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Four threads at once on one small, nearly full table, where nearly every removal shifts other entries. */
class FdbConcurrencyTest {
    private static final int THREADS = 4;
    private static final int OPERATIONS = 400_000;
    private static final int VLAN = 10;
    private static final int MAX_ENTRIES = 32;
    private static final int RESIDENTS = 10;
    private static final int STATIONS = 80;
    private static final int REMOTES = 4;

    private final Fdb fdb = new Fdb(MAX_ENTRIES, 1000, 42);
    private final AtomicInteger clock = new AtomicInteger(Integer.MAX_VALUE - OPERATIONS);

    @Test
    void noThreadEverSeesWhatWasNeverTrue() throws Exception {
        for (int station = 0; station < RESIDENTS; station++) {
            assertThat(fdb.addStatic(VLAN, mac(station), Location.of(station, 0), clock.get()))
                    .isTrue();
        }
        inParallel(this::operateAtRandom);

        List<Long> shown = new ArrayList<>();
        fdb.forEach((vid, mac, location, isStatic, tick) -> {
            shown.add(mac);
            assertThat(fdb.lookup(Fdb.station(vid, mac))).isEqualTo(location);
        });
        assertThat(shown).doesNotHaveDuplicates().hasSize(fdb.size());
    }

    private void operateAtRandom(int thread) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(thread);
        for (int i = 0; i < OPERATIONS; i++) {
            operate(random);
            checkStation(random.nextInt(STATIONS));
            checkResident(random.nextInt(RESIDENTS));
        }
    }

    private void operate(RandomGenerator random) {
        int now = clock.incrementAndGet();
        int visitor = random.nextInt(RESIDENTS, STATIONS);
        int action = random.nextInt(1000);
        if (action < 700) {
            fdb.learn(packed(visitor), Location.of(visitor, random.nextInt(REMOTES)), now);
        } else if (action < 800) {
            fdb.learn(packed(random.nextInt(RESIDENTS)), Location.of(STATIONS, 0), now);
        } else if (action < 990) {
            fdb.remove(VLAN, mac(visitor));
        } else if (action < 995) {
            fdb.expire(now);
        } else if (action < 998) {
            fdb.flushPort(visitor);
        } else {
            fdb.forEach((vid, mac, location, isStatic, tick) -> checkLocation(mac, location));
        }
    }

    /** A station is where it was seen, or unknown. */
    private void checkStation(int station) {
        int location = fdb.lookup(packed(station));
        if (location != Fdb.MISS) {
            checkLocation(mac(station), location);
        }
        assertThat(fdb.size()).isBetween(RESIDENTS, MAX_ENTRIES);
    }

    /** Every location of a station has the station's number as port number. */
    private static void checkLocation(long mac, int location) {
        assertThat(Location.port(location)).isEqualTo((int) (mac & 0xff));
        assertThat(Location.remote(location)).isLessThan(REMOTES);
    }

    /** A static entry is never missed while others come and go around it, and never moves. */
    private void checkResident(int station) {
        assertThat(fdb.lookup(packed(station))).isEqualTo(Location.of(station, 0));
    }

    private static long mac(int station) {
        return 0x0200_0000_0000L + station;
    }

    private static long packed(int station) {
        return Fdb.station(VLAN, mac(station));
    }

    private interface Task {
        void run(int thread);
    }

    private static void inParallel(Task task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                running.add(threads.submit(() -> {
                    start.await();
                    task.run(thread);
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        }
    }
}
