package org.taplane.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RemoteTableTest {
    private static final VtepAddress OWN = address("10.0.0.1");
    private static final long SEED = 42;

    private static VtepAddress address(String text) {
        return VtepAddress.of(InetAddress.ofLiteral(text));
    }

    private static int find(RemoteTable table, String text) {
        return table.find(address(text).high(), address(text).low());
    }

    private static int learn(RemoteTable table, String text) {
        return table.learn(address(text).high(), address(text).low());
    }

    @Test
    void configuredRemotesHaveTheFirstNumbersInOrder() {
        RemoteTable table = new RemoteTable(OWN, List.of(address("10.0.0.2"), address("10.0.0.3")), 0, SEED);

        assertThat(table.configured()).isEqualTo(2);
        assertThat(find(table, "10.0.0.2")).isEqualTo(1);
        assertThat(find(table, "10.0.0.3")).isEqualTo(2);
        assertThat(table.address(2)).isEqualTo(address("10.0.0.3"));
        assertThat(find(table, "10.0.0.4")).isEqualTo(RemoteTable.NONE);
    }

    @Test
    void learnedRemotesFollowAndAreNotConfigured() {
        RemoteTable table = new RemoteTable(OWN, List.of(address("fd00::2")), 8, SEED);

        assertThat(learn(table, "fd00::3")).isEqualTo(2);
        assertThat(learn(table, "fd00::3")).isEqualTo(2);
        assertThat(learn(table, "fd00::2")).isEqualTo(1);
        assertThat(table.configured()).isEqualTo(1);
        assertThat(table.last()).isEqualTo(2);
        assertThat(table.contains(2)).isTrue();
        assertThat(table.contains(3)).isFalse();
        assertThat(table.contains(RemoteTable.NONE)).isFalse();
    }

    @Test
    void aFullTableLearnsNoMoreAndForgetsNothing() {
        RemoteTable table = new RemoteTable(OWN, List.of(address("10.0.0.2")), 1, SEED);
        learn(table, "10.0.0.3");

        assertThat(learn(table, "10.0.0.4")).isEqualTo(RemoteTable.NONE);
        assertThat(find(table, "10.0.0.4")).isEqualTo(RemoteTable.NONE);
        assertThat(find(table, "10.0.0.3")).isEqualTo(2);
    }

    @Test
    void aSenderIsOneStationAndNotOurselves() {
        RemoteTable table = new RemoteTable(OWN, List.of(), 8, SEED);

        for (String no : List.of("10.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "239.1.1.1", "::", "ff02::1")) {
            assertThat(table.isPossibleSender(address(no).high(), address(no).low()))
                    .as(no)
                    .isFalse();
        }
        for (String yes : List.of("10.0.0.2", "223.255.255.255", "240.0.0.1", "fe80::1", "2001:db8::")) {
            assertThat(table.isPossibleSender(address(yes).high(), address(yes).low()))
                    .as(yes)
                    .isTrue();
        }
    }

    @Property
    void behavesLikeAMap(@ForAll List<@LongRange(min = 0, max = 40) Long> senders) {
        RemoteTable table = new RemoteTable(OWN, List.of(), 16, SEED);
        Map<Long, Integer> model = new HashMap<>();
        for (long sender : senders) {
            if (model.size() < 16) {
                model.putIfAbsent(sender, model.size() + 1);
            }
            int known = table.find(sender << 40, sender);
            int remote = known == RemoteTable.NONE ? table.learn(sender << 40, sender) : known;
            assertThat(remote).isEqualTo(model.getOrDefault(sender, RemoteTable.NONE));
        }
        assertThat(table.last()).isEqualTo(model.size());
    }

    /** Addresses that one layout has in one place are in places of their own in a layout with another seed. */
    @Property(tries = 50)
    void whoDoesNotKnowTheSeedCannotMakeAddressesCollide(@ForAll long seed, @ForAll boolean ipv4) {
        RemoteTable known = new RemoteTable(OWN, List.of(), RemoteTable.MAX_LEARNED, seed);
        RemoteTable secret = new RemoteTable(OWN, List.of(), RemoteTable.MAX_LEARNED, seed + 1);
        long high = ipv4 ? 0 : 0xfd00L << 48;
        long base = ipv4 ? 0xffff_0000_0000L : 0;
        long[] colliding = LongStream.range(0, 1L << 22)
                .map(host -> base | host)
                .filter(low -> known.home(high, low) == known.home(high, base))
                .limit(200)
                .toArray();

        assertThat(colliding).hasSizeGreaterThan(150);
        assertThat(LongStream.of(colliding).map(low -> secret.home(high, low)).distinct())
                .hasSizeGreaterThan(colliding.length * 9 / 10);
    }

    @Test
    void shardsThatLearnAtOnceAgree() throws Exception {
        RemoteTable table = new RemoteTable(OWN, List.of(), RemoteTable.MAX_LEARNED, SEED);
        Callable<List<Integer>> shard = () -> {
            List<Integer> numbers = new ArrayList<>();
            for (long sender = 1; sender <= 5000; sender++) {
                int known = table.find(sender * 0x10001, sender);
                numbers.add(known == RemoteTable.NONE ? table.learn(sender * 0x10001, sender) : known);
            }
            return numbers;
        };
        try (var shards = Executors.newFixedThreadPool(4)) {
            var results = shards.invokeAll(List.of(shard, shard, shard, shard));
            for (var result : results) {
                assertThat(result.get()).isEqualTo(results.getFirst().get());
            }
        }
        assertThat(table.last()).isEqualTo(RemoteTable.MAX_LEARNED);
    }
}
