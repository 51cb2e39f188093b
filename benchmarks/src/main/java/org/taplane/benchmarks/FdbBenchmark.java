package org.taplane.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Location;

/** One operation on the forwarding database, on stations in random order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FdbBenchmark {
    private static final int VLAN = 10;
    private static final int PLACE = Location.of(1, 0);
    private static final int AGEING = 300_000;

    /** Stations in the table, which is full. */
    @Param({"10", "10000", "1000000"})
    int entries;

    private Stations stations;
    private Fdb fdb;
    private int now;
    private long stranger;

    @Setup
    public void fill() {
        stations = new Stations(0, entries);
        fdb = new Fdb(entries, AGEING, 42);
        stations.all().forEach(mac -> fdb.learn(Fdb.station(VLAN, mac), PLACE, now));
        stranger = stations.stranger();
    }

    @Benchmark
    public int lookupHit() {
        return fdb.lookup(Fdb.station(VLAN, stations.next()));
    }

    @Benchmark
    public int lookupMiss() {
        return fdb.lookup(Fdb.station(VLAN + 1, stations.next()));
    }

    /** A frame from a station that was seen a moment ago. */
    @Benchmark
    public void learnKnown() {
        fdb.learn(Fdb.station(VLAN, stations.next()), PLACE, now);
    }

    /** A frame from a station that was not seen for a granule: its entry is written. */
    @Benchmark
    public void learnRefresh() {
        now += Fdb.GRANULE;
        fdb.learn(Fdb.station(VLAN, stations.next()), PLACE, now);
    }

    /** A MAC flood: every frame comes from a new station, the oldest makes room. */
    @Benchmark
    public void learnNew() {
        fdb.learn(Fdb.station(VLAN, stranger++), PLACE, ++now);
    }
}
