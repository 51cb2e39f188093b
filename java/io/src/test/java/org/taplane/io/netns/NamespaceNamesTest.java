package org.taplane.io.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Subscription;
import org.taplane.io.sys.Netns;
import org.taplane.io.testkit.Commands;
import org.taplane.io.testkit.TestNetns;

class NamespaceNamesTest {
    private final String name = TestNetns.uniqueName();
    private final BlockingQueue<OptionalLong> told = new LinkedBlockingQueue<>();

    @Test
    void aNameThatComesGoesAndIsGivenAgainIsTold() throws InterruptedException {
        try (Loop loop = new Loop("names");
                NamespaceNames names = new NamespaceNames(loop)) {
            Netns.Named followed = new Netns.Named(name);
            Subscription[] subscription = new Subscription[1];
            loop.run(() -> subscription[0] = names.follow(followed, told::add));
            assertThat(next()).isEmpty();
            Commands.run("ip netns add " + name);
            assertThat(next()).isPresent().isEqualTo(followed.inode());
            Commands.run("ip netns delete " + name);
            assertThat(next()).isEmpty();
            Commands.run("ip netns add " + name);
            assertThat(next()).isPresent();
            loop.run(subscription[0]::close);
            Commands.run("ip netns delete " + name);
            assertThat(told).isEmpty();
        }
    }

    private OptionalLong next() throws InterruptedException {
        OptionalLong next = told.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("news of the name").isNotNull();
        return next;
    }
}
