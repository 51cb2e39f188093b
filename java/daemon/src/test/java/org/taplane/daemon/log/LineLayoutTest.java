package org.taplane.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LineLayoutTest {
    private static final String OURS = "org.taplane.daemon.process.Daemon";

    @Test
    void terminalGetsTimeAndLevel() {
        assertThat(terminal(event(OURS, Level.INFO, "ready"))).isEqualTo("2026-01-02T03:04:05.678Z INFO ready\n");
        assertThat(terminal(event("io.netty.Thing", Level.WARN, "odd")))
                .isEqualTo("2026-01-02T03:04:05.678Z WARN io.netty.Thing: odd\n");
    }

    @Test
    void journalGetsSyslogLevels() {
        assertThat(journal(event(OURS, Level.ERROR, "a"))).isEqualTo("<3>a\n");
        assertThat(journal(event(OURS, Level.WARN, "a"))).isEqualTo("<4>a\n");
        assertThat(journal(event(OURS, Level.INFO, "a"))).isEqualTo("<6>a\n");
        assertThat(journal(event(OURS, Level.DEBUG, "a"))).isEqualTo("<7>a\n");
    }

    @Test
    void anEventIsOneLineWhateverItHolds() {
        LoggingEvent event = event(OURS, Level.WARN, "two\nlines\r\n");
        event.setThrowableProxy(
                new ThrowableProxy(new IllegalStateException("outer\nbroken", new RuntimeException("inner"))));
        assertThat(journal(event))
                .hasLineCount(1)
                .startsWith("<4>two | lines | ; java.lang.IllegalStateException: outer | broken at org.taplane.")
                .contains(" < ", "; java.lang.RuntimeException: inner at ");
    }

    @Test
    void logbackFindsTheSetup() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        assertThat(context.getLogger("org.taplane.any").getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(context.getLogger("io.netty.any").getEffectiveLevel()).isEqualTo(Level.WARN);
    }

    private static LoggingEvent event(String logger, Level level, String message) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setLevel(level);
        event.setMessage(message);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
        return event;
    }

    private static String terminal(LoggingEvent event) {
        return new LineLayout(false).doLayout(event);
    }

    private static String journal(LoggingEvent event) {
        return new LineLayout(true).doLayout(event);
    }
}
