package org.taplane.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult.Loaded;

class LiveConfigTest {
    private static final String FILE = """
            bridges:
              br0:
                ports:
                  desk: {type: tap, vlan: {access: 10}}
                  lab: {type: tap}
                static-fdb:
                  - {mac: "02:00:00:00:00:09", vlan: 10, port: desk}
            """;

    private final List<String> done = new ArrayList<>();
    private String refused = "";
    private final LiveConfig live = new LiveConfig(
            load(FILE),
            1,
            Optional.of(Path.of("f.yaml")),
            this::carryOut,
            new AttachedFile(Path.of("none.sock"), netns -> OptionalLong.empty()));

    private void carryOut(Plan plan) throws ChangeException {
        for (Change change : plan.changes()) {
            if (change instanceof Change.AddPort(var bridge, var port)
                    && port.name().equals(refused)) {
                throw new ChangeException(
                        refused, "port " + refused + ": interface exists already", "a free name", new Exception());
            }
        }
        done.addAll(PlanText.lines(plan));
    }

    @Test
    void whatItShowsCanBeAppliedWithoutADifference() {
        assertThat(live.submit(whole(live.show().text())))
                .isEqualTo(new Outcome.Applied(new Plan(List.of(), List.of()), 1));
        assertThat(done).isEmpty();
    }

    @Test
    void anEditIsPlannedAgainstTheResultOfTheOneBefore() throws EditException {
        submit(new Edit.AddPort("br0", "web", Settings.parse("type=tap,vlan.access=10")));
        submit(new Edit.SetPort("web", Settings.parse("vlan.access=20,mtu=1450")));
        submit(new Edit.SetPort("web", Settings.parse("mtu=")));
        submit(new Edit.RemovePort("desk"));
        assertThat(done)
                .containsExactly(
                        "+ port br0/web: tap, vlan access 10",
                        "~ port br0/web: vlan access 10 -> 20, mtu 1450",
                        "~ port br0/web: no mtu",
                        "- station br0/02:00:00:00:00:09 vlan 10",
                        "- port br0/desk");
        assertThat(live.show().revision()).isEqualTo(5);
        assertThat(live.show().text()).isEqualTo("""
                bridges:
                  br0:
                    ports:
                      lab: {type: tap}
                      web: {type: tap, vlan: {access: 20}}
                    static-fdb: []
                """);
    }

    @Test
    void bridgesAndStationsAreEditedToo() throws EditException {
        submit(new Edit.AddBridge("br1", Settings.parse("ageing=60s")));
        submit(new Edit.SetBridge("br1", Settings.parse("max-macs=100")));
        submit(new Edit.AddStation("br0", Settings.parse("mac=\"02:00:00:00:00:0a\",vlan=1,port=lab")));
        submit(new Edit.RemoveStation("br0", "02:00:00:00:00:0A", 1));
        submit(new Edit.RemoveBridge("br1"));
        assertThat(done)
                .containsExactly(
                        "+ bridge br1",
                        "~ bridge br1: max-macs 100",
                        "+ station br0/02:00:00:00:00:0a vlan 1: behind port lab",
                        "- station br0/02:00:00:00:00:0a vlan 1",
                        "- bridge br1");
    }

    @Test
    void anEditThatMakesNoSenseSaysWhy() throws EditException {
        assertThat(refusal(new Edit.AddPort("br9", "x", Settings.parse("type=tap"))))
                .isEqualTo("there is no bridge \"br9\"; expected one of br0");
        assertThat(refusal(new Edit.AddPort("br0", "lab", Settings.parse("type=tap"))))
                .isEqualTo("there is a port \"lab\" already; expected a free name");
        assertThat(refusal(new Edit.RemovePort("x"))).startsWith("there is no port \"x\"");
        assertThat(refusal(new Edit.RemoveStation("br0", "02:00:00:00:00:01", 1)))
                .startsWith("bridge \"br0\" has no static entry for 02:00:00:00:00:01 in VLAN 1");
        assertThat(refusal(new Edit.AddPort("br0", "x", Settings.parse("type=tip"))))
                .contains("\"tip\" is not allowed");
        assertThat(live.show().revision()).isEqualTo(1);
    }

    @Test
    void aFileThatIsWrongIsRefusedByLine() {
        assertThat(live.submit(whole(FILE.replace("type: tap}", "type: tip}"))))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.errors().getFirst()).startsWith("f.yaml:5:19: "));
    }

    @Test
    void whatTheSystemRefusesHasItsPlaceInTheFileAndChangesNothing() {
        refused = "web";
        String wanted = FILE + "  br1:\n    ports:\n      web: {type: tap}\n";
        assertThat(live.submit(whole(wanted)))
                .isEqualTo(new Outcome.Refused(
                        List.of("f.yaml:10:7: port web: interface exists already; expected a free name")));
        assertThat(live.show().text()).isEqualTo(FILE);
        assertThat(live.show().revision()).isEqualTo(1);
    }

    @Test
    void aDryRunPlansOnly() {
        Proposal dry = whole("bridges: {br0: {}}").asDryRun(true);
        assertThat(live.submit(dry))
                .isInstanceOfSatisfying(
                        Outcome.Planned.class,
                        planned -> assertThat(PlanText.lines(planned.plan()))
                                .containsExactly(
                                        "- station br0/02:00:00:00:00:09 vlan 10",
                                        "- port br0/desk",
                                        "- port br0/lab"));
        assertThat(done).isEmpty();
    }

    @Test
    void aChangeForAnOlderRevisionIsToldWhatChangedSince() throws EditException {
        submit(new Edit.RemovePort("lab"));
        Proposal late = whole(FILE).onlyFor(OptionalLong.of(1));
        assertThat(live.submit(late)).isEqualTo(new Outcome.Outdated(2, List.of("revision 2 (test): - port br0/lab")));
    }

    @Test
    void theNumberOfWorkersNeedsARestart() {
        assertThat(live.submit(whole("workers: 63\n" + FILE)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.errors())
                                .containsExactly("workers cannot change while the daemon runs: restart it, or leave"
                                        + " workers as it is"));
    }

    private void submit(Edit edit) {
        assertThat(live.submit(single(edit))).isInstanceOf(Outcome.Applied.class);
    }

    private String refusal(Edit edit) {
        return ((Outcome.Refused) live.submit(single(edit))).errors().getFirst();
    }

    private static Proposal single(Edit edit) {
        return Proposal.single(edit, "test");
    }

    private static Proposal whole(String yaml) {
        return Proposal.whole("f.yaml", yaml.getBytes(StandardCharsets.UTF_8), "test");
    }

    private static Loaded load(String yaml) {
        return (Loaded) ConfigLoader.parse("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static final String POD = "type=tap,netns=pod,device=eth0,attached=\"cni pods c1 eth0\"";

    @Test
    void whatIsAttachedStaysWhateverFileIsApplied() throws EditException {
        submit(new Edit.AddPort("br0", "pod", Settings.parse(POD)));
        submit(new Edit.AddStation("br0", Settings.parse("mac=\"02:00:00:00:00:0a\",vlan=1,port=pod")));
        assertThat(live.show().text()).contains("desk").doesNotContain("pod");
        done.clear();
        assertThat(live.submit(whole("bridges: {br0: {ports: {lab: {type: tap}}}}")))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(done).containsExactly("- station br0/02:00:00:00:00:09 vlan 10", "- port br0/desk");
        assertThat(live.submit(whole("bridges: {br1: {}}")))
                .isEqualTo(new Outcome.Refused(
                        List.of("bridge \"br0\" is missing, and port pod is attached to it; expected the bridge, or the"
                                + " port detached before")));
        done.clear();
        submit(new Edit.Detach("pod", "cni pods c1 eth0"));
        assertThat(done).containsExactly("- station br0/02:00:00:00:00:0a vlan 1", "- port br0/pod");
    }

    @Test
    void onlyWhoAttachedAPortDetachesIt() throws EditException {
        submit(new Edit.AddPort("br0", "pod", Settings.parse(POD)));
        done.clear();
        submit(new Edit.Detach("pod", "cni pods c2 eth0"));
        submit(new Edit.Detach("desk", "cni pods c1 eth0"));
        submit(new Edit.Detach("none", "cni pods c1 eth0"));
        assertThat(done).isEmpty();
    }
}
