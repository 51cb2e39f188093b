package org.taplane.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One line an event. In a terminal {@code 2026-01-02T03:04:05.678Z INFO ready}; for the journal, which has its own
 * clock and levels, {@code <6>ready} (sd-daemon(3)). Exceptions and line breaks are folded into the line.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final String OWN = "org.taplane.";
    private static final int FRAMES = 8;

    private final boolean journal;

    LineLayout(boolean journal) {
        this.journal = journal;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        appendPrefix(line, event);
        if (!event.getLoggerName().startsWith(OWN)) {
            line.append(event.getLoggerName()).append(": ");
        }
        line.append(event.getFormattedMessage());
        appendThrown(line, event.getThrowableProxy());
        return line.toString().strip().replaceAll("\\R", " | ") + System.lineSeparator();
    }

    private void appendPrefix(StringBuilder line, ILoggingEvent event) {
        if (journal) {
            line.append('<').append(syslogLevel(event.getLevel())).append('>');
        } else {
            line.append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS))
                    .append(' ')
                    .append(event.getLevel())
                    .append(' ');
        }
    }

    private static int syslogLevel(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> 3;
            case Level.WARN_INT -> 4;
            case Level.INFO_INT -> 6;
            default -> 7;
        };
    }

    private static void appendThrown(StringBuilder line, @Nullable IThrowableProxy thrown) {
        for (IThrowableProxy cause = thrown; cause != null; cause = cause.getCause()) {
            line.append("; ").append(cause.getClassName()).append(": ").append(cause.getMessage());
            appendFrames(line, cause.getStackTraceElementProxyArray());
        }
    }

    private static void appendFrames(StringBuilder line, StackTraceElementProxy[] frames) {
        for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
            line.append(i == 0 ? " at " : " < ").append(frames[i].getStackTraceElement());
        }
    }
}
