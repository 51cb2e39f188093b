package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.taplane.dataplane.frame.Burst;

/** What a burst tells and asks an {@link Fdb} at once has the same answers and leaves the same entries as one by one. */
class FdbQueryProperties {
    private static final int AGEING = 2_000;
    private static final int STATIONS = 24;
    private static final int STATICS = 3;
    private static final int VLAN = 7;

    record Question(long source, int location, long destination) {}

    record Round(List<Question> questions, boolean learning, int after) {}

    /** From tables where nearly every station is somewhere else than at home to tables that have room for all. */
    @Property(tries = 500)
    void allAtOnceIsOneByOne(
            @ForAll("rounds") List<Round> rounds,
            @ForAll @IntRange(min = STATICS, max = 2 * STATIONS) int maxEntries,
            @ForAll long seed) {
        Fdb burstwise = newFdb(maxEntries, seed);
        Fdb single = newFdb(maxEntries, seed);
        FdbQuery query = burstwise.newQuery();
        int now = 0;
        for (Round round : rounds) {
            now += round.after;
            assertThat(answers(query, round, now)).isEqualTo(answers(single, round, now));
            assertThat(entries(burstwise)).isEqualTo(entries(single));
        }
    }

    private static Fdb newFdb(int maxEntries, long seed) {
        Fdb fdb = new Fdb(maxEntries, AGEING, seed);
        for (int station = 1; station <= STATICS; station++) {
            assertThat(fdb.addStatic(VLAN, station, Location.of(station, 0), 0)).isTrue();
        }
        return fdb;
    }

    private static List<Integer> answers(FdbQuery query, Round round, int now) {
        List<Question> questions = round.questions;
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            query.ask(i, question.source, question.location, question.destination);
        }
        query.answer(questions.size(), round.learning, now);
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            answers.add(query.location(i));
        }
        return answers;
    }

    private static List<Integer> answers(Fdb fdb, Round round, int now) {
        List<Integer> answers = new ArrayList<>();
        for (Question question : round.questions) {
            if (round.learning) {
                fdb.learn(question.source, question.location, now);
            }
            answers.add(question.destination == FdbQuery.GROUP ? Fdb.MISS : fdb.lookup(question.destination));
        }
        return answers;
    }

    private static List<String> entries(Fdb fdb) {
        List<String> entries = new ArrayList<>();
        fdb.forEach((vid, mac, location, isStatic, tick) ->
                entries.add(vid + " " + mac + " " + location + " " + isStatic + (isStatic ? "" : " " + tick)));
        return entries;
    }

    @Provide
    Arbitrary<List<Round>> rounds() {
        Arbitrary<Long> station = Arbitraries.longs().between(1, STATIONS).map(mac -> Fdb.station(VLAN, mac));
        Arbitrary<Long> destination =
                Arbitraries.frequencyOf(Tuple.of(9, station), Tuple.of(1, Arbitraries.just(FdbQuery.GROUP)));
        Arbitrary<Question> settled = Combinators.combine(station, destination)
                .as((source, target) -> new Question(source, Location.of(1, 0), target));
        Arbitrary<Question> moving = Combinators.combine(
                        station, Arbitraries.integers().between(1, 3), destination)
                .as((source, port, target) -> new Question(source, Location.of(port, 0), target));
        Arbitrary<List<Question>> questions = Arbitraries.frequencyOf(
                Tuple.of(3, settled.list().ofMaxSize(Burst.CAPACITY)),
                Tuple.of(1, moving.list().ofMaxSize(Burst.CAPACITY)));
        return Combinators.combine(
                        questions,
                        Arbitraries.of(true, true, true, false),
                        Arbitraries.integers().between(0, 2 * Fdb.GRANULE))
                .as(Round::new)
                .list()
                .ofMaxSize(20);
    }
}
