package org.taplane.control.api;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult.Loaded;
import org.taplane.control.reconcile.AttachedFile;
import org.taplane.control.reconcile.ChangeException;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.control.reconcile.Plan;

/** A configuration in force whose changes cost nothing; a port called "never" is refused. */
final class SampleConfig {
    static final String FILE = """
            bridges:
              br0:
                ports:
                  vm1: {type: tap}
            """;

    private SampleConfig() {}

    static LiveConfig live() {
        return new LiveConfig(
                (Loaded) ConfigLoader.parse("sample.yaml", FILE.getBytes(StandardCharsets.UTF_8)),
                1,
                Optional.of(Path.of("/etc/taplane/a b.yaml")),
                SampleConfig::carryOut,
                new AttachedFile(Path.of("none.sock"), netns -> OptionalLong.empty()));
    }

    private static void carryOut(Plan plan) throws ChangeException {
        if (plan.toString().contains("never")) {
            throw new ChangeException(
                    "never", "port never: exists already", "a free name", new Exception("made by the test"));
        }
    }
}
