package org.taplane.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SaveTest {
    private static final int KILLS = 8;
    private static final int LINES = 20_000;

    @TempDir
    Path folder;

    @Test
    void theOldFileIsKeptWithItsPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("taplane.yaml"), "old");
        Files.setPosixFilePermissions(file, Set.of());

        Save.replace(file, "new");

        assertThat(file).hasContent("new");
        assertThat(folder.resolve("taplane.yaml~")).hasContent("old");
        assertThat(Files.getPosixFilePermissions(file)).isEmpty();
        assertThat(files()).containsExactlyInAnyOrder("taplane.yaml", "taplane.yaml~");
    }

    @Test
    void killedAtAnyMomentAFileIsThereAndEachIsWhole() throws IOException, InterruptedException {
        Path file = folder.resolve("taplane.yaml");
        for (int i = 0; i < KILLS; i++) {
            killWhileItSaves(file, i);
            assertThat(file).exists();
            assertWhole(file);
            assertWhole(folder.resolve("taplane.yaml~"));
        }
        Save.replace(file, text(0));
        assertThat(files()).as("what a killed one left is used up").contains("taplane.yaml", "taplane.yaml~");
        assertThat(files()).doesNotContain("taplane.yaml.new");
    }

    private static void killWhileItSaves(Path file, int turn) throws IOException, InterruptedException {
        Process saving = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SaveTest.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = saving.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("saved twice");
            // another moment in each turn: one save takes a few milliseconds
            assertThat(saving.waitFor(7L * turn, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            saving.destroyForcibly().waitFor();
        }
    }

    private static void assertWhole(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(LINES);
        assertThat(Set.copyOf(lines)).hasSize(1);
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return Set.copyOf(all.map(path -> path.getFileName().toString()).toList());
        }
    }

    /** Saves one text after the other until it is killed. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        for (int turn = 0; ; turn++) {
            Save.replace(file, text(turn));
            if (turn == 1) {
                System.out.println("saved twice");
            }
        }
    }

    private static String text(int turn) {
        return String.join(
                "\n", IntStream.range(0, LINES).mapToObj(_ -> "turn " + turn).toList());
    }
}
