package org.taplane.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The shapes that scripts of users rely on, to the letter, and that a client reads back what the server wrote. */
class ReplyTest {
    @Test
    void ports() throws IOException {
        assertThat(reply(Topic.PORTS)).isEqualTo("""
                        [{"bridge":"br0","name":"vm1","type":"tap","state":"up","mtu":1500,"mac":"02:00:00:00:00:01","attached":"cni pods c1 eth0","why":null,\
                        "stations":2,"max-macs":16,"peer":{"name":"process 7 of user 1000","connections":3,"refused":1},\
                        "rx":{"frames":10,"bytes":1000,"drops":3},"tx":{"frames":20,"bytes":2000,"drops":1},\
                        "drops":{"link-local":4}},\
                        {"bridge":"br0","name":"vx","type":"vxlan","state":"down","mtu":1450,"mac":null,"attached":null,"why":null,\
                        "stations":1,"max-macs":null,"peer":null,"rx":{"frames":0,"bytes":0,"drops":0},"tx":{"frames":0,"bytes":0,"drops":0},"drops":{}},\
                        {"bridge":"br0","name":"wire","type":"packet","state":"missing","mtu":0,"mac":null,\
                        "attached":null,"why":"device eth1 does not exist in network namespace \\"web\\"",\
                        "stations":0,"max-macs":null,"peer":null,"rx":{"frames":0,"bytes":0,"drops":0},"tx":{"frames":0,"bytes":0,"drops":0},"drops":{}}]
                        """);
    }

    @Test
    void fdb() throws IOException {
        assertThat(reply(Topic.FDB)).isEqualTo("""
                        [{"bridge":"br0","vlan":10,"mac":"02:00:00:00:00:ab","port":"vm1","remote":null,\
                        "type":"dynamic","age":12},\
                        {"bridge":"br0","vlan":10,"mac":"02:00:00:00:00:09","port":"vx","remote":"10.98.0.2",\
                        "type":"static","age":0}]
                        """);
    }

    @Test
    void bridges() throws IOException {
        assertThat(reply(Topic.BRIDGES)).isEqualTo("""
                        [{"name":"br0","ports":2,"macs":2,"max-macs":8192,"moves":3,"evictions":1,"ageing":300,"group-forward-mask":16384,"fast-path":1,"features":["isolated"]}]
                        """);
    }

    @Test
    void vxlan() throws IOException {
        assertThat(reply(Topic.VXLAN)).isEqualTo("""
                        [{"name":"vx","bridge":"br0","local":"10.98.0.1","udp-port":4789,\
                        "source-ports":"49152-65535","flows":16,"mtu":1450,"told":3,"vnis":[{"vlan":10,"vni":42}],\
                        "remotes":[{"address":"10.98.0.2","origin":"configured","path-mtu":1350},\
                        {"address":"10.98.0.7","origin":"learned","path-mtu":1450}],\
                        "traffic":[{"remote":"10.98.0.2","rx":{"frames":5,"bytes":500},"tx":{"frames":6,"bytes":600}},\
                        {"remote":"others","rx":{"frames":7,"bytes":700},"tx":{"frames":8,"bytes":800}}]}]
                        """);
    }

    @Test
    void lldp() throws IOException {
        assertThat(reply(Topic.LLDP)).isEqualTo("""
                        [{"bridge":"br0","port":"wire","transmit":true,"receive":true,"ttl":120,\
                        "sent":5,"received":4,"discarded":1,"aged-out":2,"refused":3,"neighbours":[\
                        {"chassis":"02:00:00:00:00:07","port-id":"ge-0/0/1","port-description":null,\
                        "system-name":"core","system-description":"A switch","capabilities":["bridge","router"],\
                        "enabled":["bridge"],"vlan":10,"ttl":120,"age":61,"expires":95}]}]
                        """);
    }

    @Test
    void emptyTable() throws IOException {
        assertThat(drain(Reply.to(Topic.FDB, new EndlessFdb(0)))).isEqualTo("[]\n");
    }

    @Test
    void errorIsQuoted() {
        assertThat(Answer.error(404, "no \"such\"").body()).isEqualTo("{\"error\":\"no \\\"such\\\"\"}\n");
    }

    @Test
    void everyRowIsReadBack() throws IOException {
        assertThat(PortState.read(row(Topic.PORTS))).isEqualTo(SampleState.TAP);
        assertThat(FdbEntry.read(row(Topic.FDB))).isEqualTo(SampleState.DYNAMIC);
        assertThat(BridgeState.read(row(Topic.BRIDGES))).isEqualTo(SampleState.BRIDGE);
        assertThat(VxlanState.read(row(Topic.VXLAN))).isEqualTo(SampleState.VXLAN);
        assertThat(LldpState.read(row(Topic.LLDP))).isEqualTo(SampleState.LLDP);
    }

    @Test
    void largeTableComesInChunksThatTakeOnlyTheirRows() throws IOException {
        EndlessFdb state = new EndlessFdb(100_000);
        Reply<?> reply = Reply.to(Topic.FDB, state);
        long taken = 0;
        while (!reply.isComplete()) {
            // the generator holds back up to 8 KB, which come at the end of the chunk
            assertThat(reply.nextChunk()).hasSizeBetween(1, Reply.CHUNK + 16 * 1024);
            assertThat(state.taken.get() - taken).isLessThan(500);
            taken = state.taken.get();
        }
        assertThat(taken).isEqualTo(100_000);
    }

    private String reply(Topic topic) throws IOException {
        return drain(Reply.to(topic, new SampleState()));
    }

    private JsonObject row(Topic topic) throws IOException {
        try (JsonParser json = Json.FACTORY.createParser(reply(topic))) {
            json.nextToken();
            json.nextToken();
            return JsonObject.read(json);
        }
    }

    private static String drain(Reply<?> reply) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (!reply.isComplete()) {
            line.writeBytes(reply.nextChunk());
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
