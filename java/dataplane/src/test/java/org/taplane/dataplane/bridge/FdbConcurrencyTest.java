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
    private static final int PORTS = 5;
    private static final int BURST = 32;

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

    /** Stations roam between ports with and without limits, more than the table takes, while others flush and expire. */
    @Test
    void whatPortsHaveIsCountedExactly() throws Exception {
        inParallel(this::roam);

        int[] shown = new int[PORTS];
        fdb.forEach((vid, mac, location, isStatic, tick) -> shown[Location.port(location)]++);
        for (int port = 0; port < PORTS; port++) {
            assertThat(fdb.stations(port)).isEqualTo(shown[port]);
            assertThat(fdb.flushPort(port)).isEqualTo(shown[port]);
        }
        assertThat(fdb.size()).isZero();
    }

    private void roam(int thread) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(thread);
        for (int i = 0; i < OPERATIONS; i++) {
            int now = clock.incrementAndGet();
            int port = random.nextInt(PORTS);
            int action = random.nextInt(1000);
            if (action < 900) {
                fdb.learn(packed(random.nextInt(STATIONS)), Location.of(port, random.nextInt(REMOTES)), now);
            } else if (action < 980) {
                fdb.remove(VLAN, mac(random.nextInt(STATIONS)));
            } else if (action < 985) {
                fdb.expire(now);
            } else if (action < 990) {
                fdb.flushPort(port);
            } else {
                fdb.limit(port, random.nextBoolean() ? Fdb.UNLIMITED : random.nextInt(1, MAX_ENTRIES), now);
            }
            assertThat(fdb.stations(port)).isBetween(0, MAX_ENTRIES);
        }
    }

    private void operateAtRandom(int thread) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(thread);
        FdbQuery query = fdb.newQuery();
        for (int i = 0; i < OPERATIONS; i++) {
            operate(random);
            if (i % BURST == 0) {
                checkBurst(query, random);
            }
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

    private void checkStation(int station) {
        checkLocationOrMiss(station, fdb.lookup(packed(station)));
        assertThat(fdb.size()).isBetween(RESIDENTS, MAX_ENTRIES);
    }

    /** Residents send, wherever they are said to be, so that all destinations are looked up together. */
    private void checkBurst(FdbQuery query, RandomGenerator random) {
        int[] stations = random.ints(BURST, 0, STATIONS).toArray();
        for (int i = 0; i < BURST; i++) {
            query.ask(i, packed(i % RESIDENTS), Location.of(STATIONS, 0), packed(stations[i]));
        }
        query.answer(BURST, true, clock.incrementAndGet());
        for (int i = 0; i < BURST; i++) {
            checkLocationOrMiss(stations[i], query.location(i));
        }
    }

    /** A station is where it was seen, or unknown unless it is a resident. */
    private static void checkLocationOrMiss(int station, int location) {
        if (location != Fdb.MISS || station < RESIDENTS) {
            checkLocation(mac(station), location);
        }
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
