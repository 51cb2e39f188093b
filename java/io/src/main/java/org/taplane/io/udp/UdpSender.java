package org.taplane.io.udp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.dataplane.tunnel.DatagramSender;
import org.taplane.dataplane.tunnel.SourcePorts;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;
import org.taplane.nativeio.UdpIo;
import org.taplane.wire.Slab;

/**
 * The sockets that a tunnel sends by: a pool, because a datagram's source port is to tell flows apart to the routers on
 * the path (RFC 7348 section 5), and a socket has one port. Shared by all shards: the kernel locks, nothing else is
 * written to.
 */
public final class UdpSender implements DatagramSender, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpSender.class);

    private static final int BUFFER_BYTES = 7 << 20;
    private static final int SO_NO_CHECK = 11;
    private static final int SOL_UDP = 17;
    private static final int UDP_NO_CHECK6_TX = 101;

    private final SenderSettings settings;
    private final List<Fd> sockets = new ArrayList<>();
    private final int[] descriptors;
    private final SegmentationOffload segmentation;

    private UdpSender(SenderSettings settings, List<Fd> adopted) {
        this.settings = settings;
        segmentation = new SegmentationOffload(settings.local(), settings.zeroChecksum());
        sockets.addAll(adopted);
        if (adopted.isEmpty()) {
            openSockets();
        }
        descriptors = sockets.stream().mapToInt(Fd::value).toArray();
    }

    /**
     * Opens the pool in the network namespace of the calling thread. The local address may be missing yet: nothing leaves
     * by the sockets before it is there.
     *
     * @throws SysException if the device does not exist, or no port is free
     */
    public static UdpSender open(SenderSettings settings) {
        return new UdpSender(settings, List.of());
    }

    /**
     * Takes over the pool of the process before, so that flows keep their source ports.
     *
     * @param sockets at least one, opened with the same settings
     */
    public static UdpSender adopt(SenderSettings settings, List<Fd> sockets) {
        return new UdpSender(settings, sockets);
    }

    /** The pool's sockets, in their order. */
    public int[] fds() {
        return descriptors.clone();
    }

    @Override
    public int sockets() {
        return descriptors.length;
    }

    @Override
    public boolean segments() {
        return segmentation.isOn();
    }

    @Override
    public int send(Slab frames, DatagramBatch batch) {
        Slab table = batch.slab();
        int refused = UdpIo.send(
                descriptors,
                settings.udpPort(),
                table.address(),
                table.size(),
                batch.messages(),
                frames.address(),
                frames.size());
        if (refused != 0) {
            segmentation.learnFrom(batch);
        }
        return refused;
    }

    @Override
    public DropReason reason(int errno) {
        return switch (errno) {
            case Errno.EMSGSIZE -> DropReason.MTU_EXCEEDED;
            case Errno.EAGAIN, Errno.ENOBUFS -> DropReason.QUEUE_FULL;
            default -> DropReason.IO_ERROR;
        };
    }

    @Override
    public int pathMtu(long high, long low) {
        VtepAddress remote = new VtepAddress(high, low);
        try {
            return remote.isMulticast() && settings.multicastDevice().isPresent()
                    ? TunnelMtu.towardsGroup(
                            settings.local(), remote, settings.multicastDevice().get())
                    : TunnelMtu.towards(settings.local(), remote);
        } catch (SysException noWay) {
            LOG.debug("the MTU towards {} is not known: {}", remote, noWay.getMessage());
            return UNKNOWN_MTU;
        }
    }

    /** Has datagrams to groups leave by the device with this index from now on. */
    public void sendMulticastBy(int device) {
        IpFamily family = IpFamily.of(settings.local());
        sockets.forEach(socket -> UdpSocket.sendMulticast(socket, family, device, settings.ttl()));
    }

    @Override
    public void close() {
        sockets.forEach(Fd::close);
    }

    private void openSockets() {
        IpFamily family = IpFamily.of(settings.local());
        SourcePorts ports = settings.sourcePorts();
        ReservedPorts reserved = ReservedPorts.ofNamespace();
        int start = ThreadLocalRandom.current().nextInt(ports.size());
        try {
            for (int tried = 0; tried < ports.size() && sockets.size() < ports.flows(); tried++) {
                int port = ports.first() + (start + tried) % ports.size();
                if (port != settings.udpPort() && !reserved.contains(port)) {
                    openOn(port, family);
                }
            }
            requirePorts();
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private void openOn(int port, IpFamily family) {
        Fd socket = UdpSocket.open(family);
        sockets.add(socket);
        IpOption.FREEBIND.set(socket, family, 1);
        if (!UdpSocket.tryBind(socket, family, settings.local(), port)) {
            sockets.removeLast();
            socket.close();
            return;
        }
        configure(socket, family);
    }

    private void requirePorts() {
        SourcePorts ports = settings.sourcePorts();
        if (sockets.isEmpty()) {
            throw SysException.because(
                    "no UDP port of " + settings.local() + " from " + ports + " is free", "bind", Errno.EADDRINUSE);
        }
        if (sockets.size() < ports.flows()) {
            LOG.warn(
                    "{}: only {} of the UDP ports {} are free; flows are spread over them, not over {}",
                    settings.local(),
                    sockets.size(),
                    ports,
                    ports.flows());
        }
    }

    private void configure(Fd socket, IpFamily family) {
        Sockets.setBuffers(socket, BUFFER_BYTES);
        // Nothing reads here: what strangers send to this port must not fill the memory.
        Sockets.setOption(socket, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, 0, "SO_RCVBUF");
        IpOption.MTU_DISCOVER.set(socket, family, IpOption.DONT_FRAGMENT);
        IpOption.TTL.set(socket, family, settings.ttl());
        settings.tos().ifPresent(tos -> IpOption.TOS.set(socket, family, tos));
        settings.multicastDevice()
                .ifPresent(device ->
                        UdpSocket.sendMulticast(socket, family, UdpSocket.deviceIndex(device), settings.ttl()));
        if (settings.zeroChecksum()) {
            sendWithoutChecksum(socket, family);
        }
    }

    private static void sendWithoutChecksum(Fd socket, IpFamily family) {
        if (family == IpFamily.IPV4) {
            Sockets.setOption(socket, Sockets.SOL_SOCKET, SO_NO_CHECK, 1, "SO_NO_CHECK");
        } else {
            Sockets.setOption(socket, SOL_UDP, UDP_NO_CHECK6_TX, 1, "UDP_NO_CHECK6_TX");
        }
    }
}
