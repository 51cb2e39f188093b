package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.GuestStation;
import org.taplane.it.kit.GuestTransfer;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;

/** QEMU at the other end of stream and dgram ports. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class SocketPortsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int BYTES = 1 << 20;
    private static final int LONG_PING = 1422;

    private final SocketGuests world;

    SocketPortsIT(OnDevice<SocketGuests> on) {
        world = on.world();
    }

    static Stream<OnDevice<SocketGuests>> devices() {
        return OnDevice.taplaneOnce(SocketGuests::start);
    }

    @Test
    void stationsOnSocketsReachOneOnATap() {
        for (String address :
                new String[] {SocketGuests.UNIX_STREAM, SocketGuests.TCP, SocketGuests.UNIX_DGRAM, SocketGuests.UDP}) {
            Ping.awaitAnswer(world.near(), address);
            Ping.allAnswered(world.near(), address, LONG_PING);
        }
        GuestTransfer.toGuest(world.near(), world.unixStream(), SocketGuests.UNIX_STREAM, BYTES);
        GuestTransfer.fromGuest(world.tcp(), world.near(), SocketGuests.NEAR, BYTES);
        GuestTransfer.toGuest(world.near(), world.unixDgram(), SocketGuests.UNIX_DGRAM, BYTES);
        GuestTransfer.fromGuest(world.udp(), world.near(), SocketGuests.NEAR, BYTES);
    }

    @Test
    void stationsOnSocketsReachOneBehindATunnel() {
        for (String address :
                new String[] {SocketGuests.UNIX_STREAM, SocketGuests.TCP, SocketGuests.UNIX_DGRAM, SocketGuests.UDP}) {
            Ping.awaitAnswer(world.far(), address);
            Ping.allAnswered(world.far(), address, LONG_PING);
        }
        GuestTransfer.fromGuest(world.unixStream(), world.far(), SocketGuests.FAR, BYTES);
        GuestTransfer.toGuest(world.far(), world.tcp(), SocketGuests.TCP, BYTES);
        GuestTransfer.fromGuest(world.unixDgram(), world.far(), SocketGuests.FAR, BYTES);
        GuestTransfer.toGuest(world.far(), world.udp(), SocketGuests.UDP, BYTES);
    }

    @Test
    void stationsOnStreamsAndOnDatagramsReachEachOther() {
        assertReaches(world.unixStream(), world.unixDgram(), SocketGuests.UNIX_DGRAM);
        assertReaches(world.udp(), world.tcp(), SocketGuests.TCP);
    }

    private static void assertReaches(GuestStation from, GuestStation to, String address) {
        from.run("ping -c 3 -i 0.2 -W 10 " + address);
        GuestTransfer.between(from, to, address, BYTES);
    }

    /** One port waits for its peer, the other tries again and again to reach it. */
    @Test
    void aMachineIsKilledAndAnotherTakesItsPlace() {
        assertThat(peer("stream").path("name").asText()).matches("process \\d+ of user 0");
        assertThat(peer("tcp").path("name").asText()).isEqualTo("127.0.0.1:5555");
        int before = peer("stream").path("connections").asInt();

        world.killStreams();
        awaitState("stream", "down");
        awaitState("tcp", "down");
        assertThat(peer("stream").path("name").isNull()).isTrue();
        Ping.awaitAnswer(world.near(), SocketGuests.UDP);
        world.restartStreams();

        awaitState("stream", "up");
        awaitState("tcp", "up");
        assertThat(peer("stream").path("connections").asInt()).isEqualTo(before + 1);
        Ping.awaitAnswer(world.near(), SocketGuests.UNIX_STREAM);
        Ping.awaitAnswer(world.far(), SocketGuests.TCP);
    }

    private JsonNode peer(String port) {
        return world.daemon().port(port).path("peer");
    }

    private void awaitState(String port, String state) {
        Eventually.await(
                port + " is " + state,
                PATIENCE,
                () -> world.daemon().port(port).path("state").asText().equals(state));
    }
}
