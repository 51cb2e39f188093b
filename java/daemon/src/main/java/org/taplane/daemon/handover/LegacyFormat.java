package org.taplane.daemon.handover;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.taplane.control.api.PortTotals;
import org.taplane.control.api.Traffic;

/**
 * A {@link Legacy} as bytes: sections, each a name, a length and as many bytes. The reader may be of another version than
 * the writer: it passes over sections that it does not know, and a section whose content changes gets another name.
 */
public final class LegacyFormat {
    private static final int MAGIC = 0x5441_504c; // TAPL

    private static final String CONFIG = "config";
    private static final String REVISION = "revision";
    private static final String PORTS = "ports";
    private static final String REMOTES = "remotes";
    private static final String STATIONS = "stations";

    private LegacyFormat() {}

    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    /** All of it. */
    public static byte[] write(Legacy legacy) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            section(out, CONFIG, to -> to.write(legacy.config().getBytes(StandardCharsets.UTF_8)));
            section(out, REVISION, to -> to.writeLong(legacy.revision()));
            section(out, PORTS, to -> writePorts(to, legacy.ports()));
            section(out, REMOTES, to -> writeRemotes(to, legacy.remotes()));
            section(out, STATIONS, to -> writeStations(to, legacy.stations()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
        return bytes.toByteArray();
    }

    private static void section(DataOutputStream out, String name, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.write(new DataOutputStream(bytes));
        out.writeUTF(name);
        out.writeInt(bytes.size());
        bytes.writeTo(out);
    }

    private static void writePorts(DataOutputStream out, Map<Integer, Legacy.Port> ports) throws IOException {
        out.writeInt(ports.size());
        for (Map.Entry<Integer, Legacy.Port> port : ports.entrySet()) {
            out.writeInt(port.getKey());
            out.writeUTF(port.getValue().name());
            PortTotals totals = port.getValue().totals();
            write(out, totals.rx());
            write(out, totals.tx());
            out.writeInt(totals.drops().size());
            for (Map.Entry<String, Long> drop : totals.drops().entrySet()) {
                out.writeUTF(drop.getKey());
                out.writeLong(drop.getValue());
            }
        }
    }

    private static void write(DataOutputStream out, Traffic traffic) throws IOException {
        out.writeLong(traffic.frames());
        out.writeLong(traffic.bytes());
        out.writeLong(traffic.drops());
    }

    private static void writeRemotes(DataOutputStream out, Map<Integer, String> remotes) throws IOException {
        out.writeInt(remotes.size());
        for (Map.Entry<Integer, String> remote : remotes.entrySet()) {
            out.writeInt(remote.getKey());
            out.writeUTF(remote.getValue());
        }
    }

    private static void writeStations(DataOutputStream out, ByteBuffer stations) throws IOException {
        byte[] bytes = new byte[stations.remaining()];
        stations.duplicate().get(bytes);
        out.write(bytes);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the bytes are something else, or cut short
     */
    public static Legacy read(byte[] bytes) throws IOException {
        Map<String, byte[]> sections = sections(bytes);
        return new Legacy(
                new String(section(sections, CONFIG), StandardCharsets.UTF_8),
                open(sections, REVISION).readLong(),
                readPorts(open(sections, PORTS)),
                readRemotes(open(sections, REMOTES)),
                ByteBuffer.wrap(section(sections, STATIONS)));
    }

    private static Map<String, byte[]> sections(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (in.readInt() != MAGIC) {
            throw new IOException("this is not what a daemon leaves behind");
        }
        Map<String, byte[]> sections = new HashMap<>();
        while (in.available() > 0) {
            String name = in.readUTF();
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new IOException("section " + name + " is cut short");
            }
            sections.put(name, in.readNBytes(length));
        }
        return sections;
    }

    private static byte[] section(Map<String, byte[]> sections, String name) throws IOException {
        byte[] content = sections.get(name);
        if (content == null) {
            throw new IOException("section " + name + " is missing");
        }
        return content;
    }

    private static DataInputStream open(Map<String, byte[]> sections, String name) throws IOException {
        return new DataInputStream(new ByteArrayInputStream(section(sections, name)));
    }

    private static Map<Integer, Legacy.Port> readPorts(DataInputStream in) throws IOException {
        Map<Integer, Legacy.Port> ports = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            int slot = in.readInt();
            ports.put(
                    slot,
                    new Legacy.Port(in.readUTF(), new PortTotals(readTraffic(in), readTraffic(in), readDrops(in))));
        }
        return ports;
    }

    private static Traffic readTraffic(DataInputStream in) throws IOException {
        return new Traffic(in.readLong(), in.readLong(), in.readLong());
    }

    private static Map<String, Long> readDrops(DataInputStream in) throws IOException {
        Map<String, Long> drops = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            drops.put(in.readUTF(), in.readLong());
        }
        return drops;
    }

    private static Map<Integer, String> readRemotes(DataInputStream in) throws IOException {
        Map<Integer, String> remotes = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            remotes.put(in.readInt(), in.readUTF());
        }
        return remotes;
    }
}
