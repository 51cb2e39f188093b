package org.taplane.daemon.cli;

import static org.taplane.daemon.cli.Options.command;
import static org.taplane.daemon.cli.Options.withJson;
import static org.taplane.daemon.cli.Options.withSocket;
import static org.taplane.daemon.cli.Options.withText;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The grammar of {@code taplane trace}. */
final class TraceSyntax {
    static final String PORT = "--port";
    static final String FRAME = "--frame";
    static final String PCAP = "--pcap";
    static final String ALL = "--all";
    static final String TCP = "--tcp";
    static final String UDP = "--udp";
    static final String ICMP = "--icmp";
    static final String ARP = "--arp";
    static final String SOURCE = "--src-mac";
    static final String DESTINATION = "--dst-mac";
    static final String VLAN = "--vlan";
    static final String VNI = "--vni";

    private static final String PORTS = "SRC:PORT-DST:PORT";
    private static final String ADDRESSES = "SRC-DST";

    private TraceSyntax() {}

    static CommandSpec trace() {
        CommandSpec trace = withJson(
                withSocket(command("trace", "Tell what would become of a frame. Nothing is sent, learned or counted.")),
                "Print JSON: an array with an object for each frame.");
        withText(trace, PORT, "[BRIDGE/]PORT", "The port by which the frame comes in.");
        withText(trace, FRAME, "HEX", "The frame: its bytes from the destination address on, without FCS.");
        withText(trace, PCAP, "FILE", "The first frame of a capture, pcap or pcapng.");
        trace.addOption(OptionSpec.builder(ALL)
                .type(boolean.class)
                .defaultValue("false")
                .description("All frames of the capture.")
                .build());
        withText(trace, TCP, PORTS, "The packet that opens a TCP connection.");
        withText(trace, UDP, PORTS, "A UDP datagram.");
        withText(trace, ICMP, ADDRESSES, "An echo request, as ping sends it; of ICMPv6 for IPv6 addresses.");
        withText(trace, ARP, ADDRESSES, "The question who has DST.");
        withText(trace, SOURCE, "MAC", "Source of a frame that is made so. Default: " + TraceFrames.DEFAULT_SOURCE);
        withText(
                trace,
                DESTINATION,
                "MAC",
                "Destination of a frame that is made so. Default: " + TraceFrames.DEFAULT_DESTINATION
                        + "; everybody for --arp.");
        withText(trace, VLAN, "VLAN", "VLAN tag of a frame that is made so. Default: no tag");
        return withText(trace, VNI, "VNI", "The VNI that it comes in by, where the port is a tunnel with several.");
    }
}
