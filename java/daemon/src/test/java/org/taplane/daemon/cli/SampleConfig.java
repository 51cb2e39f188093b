package org.taplane.daemon.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult.Loaded;
import org.taplane.control.reconcile.AttachedFile;
import org.taplane.control.reconcile.LiveConfig;

/** A configuration in force whose changes cost nothing. */
final class SampleConfig {
    static final String FILE = """
            bridges:
              br0:
                ports:
                  vm1: {type: tap, vlan: {access: 10}}
            """;

    private SampleConfig() {}

    static LiveConfig live() {
        return live(Optional.empty());
    }

    static LiveConfig live(Optional<Path> file) {
        return new LiveConfig(
                (Loaded) ConfigLoader.parse("sample.yaml", FILE.getBytes(StandardCharsets.UTF_8)),
                1,
                file,
                plan -> {},
                new AttachedFile(Path.of("none.sock"), netns -> OptionalLong.empty()));
    }
}
