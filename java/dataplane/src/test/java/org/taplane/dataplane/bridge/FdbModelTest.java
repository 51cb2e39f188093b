package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.taplane.dataplane.bridge.FdbModel.Station;

/** Any sequence of operations leaves an {@link Fdb} with the entries that {@link FdbModel} has. */
class FdbModelTest {
    private static final int AGEING = 2_000;

    /** One call, made {@code after} milliseconds after the one before. */
    record Step(Call call, int after) {}

    sealed interface Call {}

    record Learn(Station station, int location) implements Call {}

    record AddStatic(Station station, int location) implements Call {}

    record Remove(Station station) implements Call {}

    record Expire() implements Call {}

    record FlushPort(int port) implements Call {}

    record Limit(int port, int max) implements Call {}

    @Property(tries = 300)
    void aSmallTableDoesWhatTheModelDoes(
            @ForAll("fewStations") List<Step> steps,
            @ForAll @IntRange(min = 1, max = 12) int maxEntries,
            @ForAll long seed,
            @ForAll int start) {
        run(steps, maxEntries, seed, start);
    }

    /** Long probes that wrap around, ports with so many entries that they have runs for eviction. */
    @Property(tries = 30)
    void aLargerTableDoesWhatTheModelDoes(
            @ForAll("manyStations") List<Step> steps,
            @ForAll @IntRange(min = 16, max = 200) int maxEntries,
            @ForAll long seed,
            @ForAll int start) {
        run(steps, maxEntries, seed, start);
    }

    private static void run(List<Step> steps, int maxEntries, long seed, int start) {
        Fdb fdb = new Fdb(maxEntries, AGEING, seed);
        FdbModel model = new FdbModel(maxEntries, AGEING);
        long now = Integer.toUnsignedLong(start);
        for (Step step : steps) {
            now += step.after;
            apply(step.call, fdb, model, now);
            model.assertSame(fdb);
        }
    }

    private static void apply(Call call, Fdb fdb, FdbModel model, long now) {
        int tick = (int) now;
        switch (call) {
            case Learn(Station station, int location) -> {
                fdb.learn(station.packed(), location, tick);
                model.learn(station, location, now, fdb);
            }
            case AddStatic(Station station, int location) -> {
                boolean added = fdb.addStatic(station.vid(), station.mac(), location, tick);
                assertThat(added).isEqualTo(model.addStatic(station, location, fdb));
            }
            case Remove(Station station) ->
                assertThat(fdb.remove(station.vid(), station.mac())).isEqualTo(model.remove(station));
            case Expire() -> assertThat(fdb.expire(tick)).isEqualTo(model.expire(now));
            case FlushPort(int port) -> assertThat(fdb.flushPort(port)).isEqualTo(model.flushPort(port));
            case Limit(int port, int max) -> {
                fdb.limit(port, max, tick);
                model.limit(port, max, fdb);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> fewStations() {
        return steps(8, 150, 300);
    }

    @Provide
    Arbitrary<List<Step>> manyStations() {
        return steps(250, 2_000, 20);
    }

    private static Arbitrary<List<Step>> steps(int stations, int count, int longestPause) {
        Arbitrary<Station> station = Combinators.combine(
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.longs().between(1, stations))
                .as(Station::new);
        Arbitrary<Integer> port = Arbitraries.of(FdbModel.PORTS);
        Arbitrary<Integer> mostlyOne = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(1)), Tuple.of(1, port));
        Arbitrary<Integer> location = Combinators.combine(mostlyOne, Arbitraries.of(0, 1, Location.MAX_REMOTE))
                .as(Location::of);
        Arbitrary<Integer> max =
                Arbitraries.integers().between(1, stations).map(most -> most == stations ? Fdb.UNLIMITED : most);
        Arbitrary<Call> call = Arbitraries.frequencyOf(
                Tuple.of(40, Combinators.combine(station, location).as(Learn::new)),
                Tuple.of(2, Combinators.combine(station, location).as(AddStatic::new)),
                Tuple.of(4, station.map(Remove::new)),
                Tuple.of(3, Arbitraries.just(new Expire())),
                Tuple.of(1, port.map(FlushPort::new)),
                Tuple.of(1, Combinators.combine(port, max).as(Limit::new)));
        Arbitrary<Integer> after = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.integers().between(0, longestPause)),
                Tuple.of(1, Arbitraries.integers().between(0, AGEING / 10)));
        return Combinators.combine(call, after)
                .as(Step::new)
                .list()
                .ofMinSize(count / 2)
                .ofMaxSize(count);
    }
}
