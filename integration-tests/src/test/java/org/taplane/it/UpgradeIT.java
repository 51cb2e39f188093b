package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Background;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;

/** {@code taplane upgrade} when the file has changed, and when the new process fails. */
@KernelTest
final class UpgradeIT {
    private static final String DESK_ADDRESS = "10.0.0.2";

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Namespace web = resources.namespace("web");
    private final Namespace desk = resources.namespace("desk");
    private final Daemon daemon = resources.add(Daemon.startService(at, 2, bridges("      old: {type: tap}\n")));
    private Background links;

    @BeforeEach
    void listen() {
        Ping.awaitAnswer(web, DESK_ADDRESS);
        links = resources.add(Background.start(web, "ip monitor link"));
    }

    @AfterEach
    void remove() {
        resources.close();
    }

    private String bridges(String others) {
        return """
                bridges:
                  br0:
                    ports:
                      web: {type: tap, netns: %s, address: [10.0.0.1/24]}
                      desk: {type: tap, netns: %s, address: [%s/24]}
                %s""".formatted(web, desk, DESK_ADDRESS, others);
    }

    private void assertThatNobodyNoticed() {
        Ping.allAnswered(web, DESK_ADDRESS, 56);
        assertThat(links.output()).isEmpty();
    }

    private void assertThatTheOldOneGoesOn(Shell.Result upgrade) {
        assertThat(upgrade.exit()).as(upgrade.toString()).isEqualTo(1);
        assertThat(upgrade.error()).contains("the old one goes on");
        assertThat(daemon.log()).doesNotContain("manager: main process");
        assertThatNobodyNoticed();
    }

    @Test
    void whatTheFileSaysIsInForceAfterwards() {
        daemon.command("port", "add", "br0", "unsaved", "type=tap").succeeded();
        daemon.rewrite(bridges("      new: {type: tap, vlan: {access: 10}}\n"));
        String output = daemon.upgrade();
        assertThat(output).contains("+ port br0/new", "- port br0/old", "- port br0/unsaved");
        assertThat(at.interfaces()).containsExactly("new");
        assertThat(daemon.show("ports")).hasSize(3);
        assertThatNobodyNoticed();
        assertThat(daemon.upgrade()).as("a second time").doesNotContain("port");
        assertThatNobodyNoticed();
    }

    @Test
    void whatTheSystemRefusesIsNotInForce() {
        daemon.rewrite(bridges("      old: {type: tap}\n      wire: {type: packet, device: nothere}\n"));
        Shell.Result upgrade = daemon.command("upgrade");
        assertThat(upgrade.exit()).as(upgrade.toString()).isEqualTo(1);
        assertThat(upgrade.output()).contains("has taken over");
        assertThat(upgrade.error()).contains("the file is refused", "taplane.yaml:9:7: ", "nothere does not exist");
        assertThat(daemon.show("ports")).hasSize(3);
        assertThatNobodyNoticed();
    }

    @Test
    void aFileWithErrorsIsFoundOutBefore() {
        daemon.rewrite(bridges("      old: {type: tap, nonsense: 1}\n"));
        Shell.Result upgrade = daemon.command("upgrade");
        assertThat(upgrade.error()).contains("taplane.yaml:8:24: ");
        assertThatTheOldOneGoesOn(upgrade);
    }

    @Test
    void aNewProcessThatDiesOrHangsChangesNothing() {
        assertThatTheOldOneGoesOn(daemon.upgradeDisturbed(Duration.ZERO, "KILL"));
        assertThatTheOldOneGoesOn(daemon.upgradeDisturbed(Duration.ofMillis(100), "KILL"));
        assertThatTheOldOneGoesOn(daemon.upgradeDisturbed(Duration.ZERO, "STOP"));
        assertThat(at.interfaces()).containsExactly("old");
        daemon.upgrade();
        assertThatNobodyNoticed();
    }

    /** systemd kills a main process that is not its child, and gives it no time to leave descriptors. */
    @Test
    void aServiceIsRestartedAfterwardsWithoutLosingALink() {
        daemon.upgrade();
        daemon.restartService();
        assertThatNobodyNoticed();
    }
}
