package org.taplane.control.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.control.api.JsonObject;
import org.taplane.control.api.PluginCalls.PluginException;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult.Loaded;
import org.taplane.control.reconcile.AttachedFile;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.control.reconcile.PlanText;

/** The calls of Docker, as its daemon makes them and as it never would. */
class DockerDriverTest {
    private static final String NETWORK = """
            {"NetworkID": "n1", "Options": {"com.docker.network.generic": {"vlan": "10", "mtu": "1400"}},
             "IPv4Data": [{"AddressSpace": "L", "Gateway": "10.1.0.1/24", "Pool": "10.1.0.0/24"}], "IPv6Data": null}
            """;
    private static final String ENDPOINT = """
            {"NetworkID": "n1", "EndpointID": "e123456789abcdef",
             "Interface": {"Address": "10.1.0.7/24", "AddressIPv6": "", "MacAddress": ""}, "Options": {}}
            """;
    private static final String JOIN =
            "{\"NetworkID\": \"n1\", \"EndpointID\": \"e123456789abcdef\", \"SandboxKey\": \"/run/docker/netns/x\"}";

    @TempDir
    private Path directory;

    private final List<String> done = new ArrayList<>();
    private final Map<String, List<String>> sandboxes = new HashMap<>();
    private DockerDriver driver;

    /** A daemon starts; what an earlier one kept is in its file. */
    @BeforeEach
    void start() {
        byte[] file = "bridges: {br0: {ports: {gw: {type: tap}}}}".getBytes(StandardCharsets.UTF_8);
        LiveConfig live = new LiveConfig(
                (Loaded) ConfigLoader.parse("f.yaml", file),
                1,
                Optional.empty(),
                plan -> done.addAll(PlanText.lines(plan)),
                new AttachedFile(directory.resolve("sock"), netns -> OptionalLong.empty()));
        driver = new DockerDriver(
                directory.resolve("state/docker.yaml"), live, path -> Optional.ofNullable(sandboxes.get(path)));
    }

    private Map<String, Object> call(String method, String arguments) throws IOException, PluginException {
        try (JsonParser json = new JsonFactory().createParser(arguments)) {
            json.nextToken();
            return driver.call(method, JsonObject.read(json));
        }
    }

    @Test
    void anEndpointIsAPortWhileItIsJoined() throws IOException, PluginException {
        assertThat(call("Plugin.Activate", "{}")).containsEntry("Implements", List.of("NetworkDriver"));
        call("NetworkDriver.CreateNetwork", NETWORK);
        assertThat(call("NetworkDriver.CreateEndpoint", ENDPOINT)).containsKey("Interface");
        assertThat(done).isEmpty();
        assertThat(call("NetworkDriver.Join", JOIN))
                .containsEntry("Gateway", "10.1.0.1")
                .containsEntry("InterfaceName", Map.of("SrcName", "dke123456789ab", "DstPrefix", "eth"));
        assertThat(done).containsExactly("+ port br0/dke123456789ab: tap, vlan access 10");
        done.clear();
        call("NetworkDriver.Leave", JOIN);
        call("NetworkDriver.Leave", JOIN);
        call("NetworkDriver.DeleteEndpoint", JOIN);
        call("NetworkDriver.DeleteEndpoint", JOIN);
        call("NetworkDriver.DeleteNetwork", NETWORK);
        assertThat(done).containsExactly("- port br0/dke123456789ab");
    }

    @Test
    void theNextDaemonMakesTheInterfaceWhereDockerHadMovedIt() throws IOException, PluginException {
        call("NetworkDriver.CreateNetwork", NETWORK);
        call("NetworkDriver.CreateEndpoint", ENDPOINT);
        call("NetworkDriver.Join", JOIN);
        done.clear();
        start();
        driver.restore();
        assertThat(done).isEmpty(); // the container is gone
        sandboxes.put("/run/docker/netns/x", List.of("lo", "eth0"));
        driver.restore();
        assertThat(done).containsExactly("+ port br0/dke123456789ab: tap, vlan access 10, netns /run/docker/netns/x");
        driver.restore();
        assertThat(done).hasSize(1);
        call("NetworkDriver.Leave", JOIN);
        assertThat(done).last().isEqualTo("- port br0/dke123456789ab");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"vlan\": \"4095\"}|4095 is out of range",
                "{\"vlan\": \"x\"}|not a whole number",
                "{\"bridge\": \"br1\"}|there is no bridge \"br1\"",
                "{\"vlna\": \"10\"}|unknown option \"vlna\"",
                "{\"mtu\": \"1\"}|1 is out of range",
                "{\"isolated\": \"maybe\"}|\"maybe\" is not allowed",
            })
    void anOptionIsJudgedWhenTheNetworkIsCreated(String options, String error) {
        assertThatThrownBy(() -> call(
                        "NetworkDriver.CreateNetwork",
                        "{\"NetworkID\": \"n1\", \"Options\": {\"com.docker.network.generic\": " + options + "}}"))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NetworkDriver.CreateNetwork|{}",
                "NetworkDriver.CreateNetwork|{\"NetworkID\": 7}",
                "NetworkDriver.CreateNetwork|{\"NetworkID\": \"../x\"}",
                "NetworkDriver.CreateNetwork|{\"NetworkID\": \"n2\", \"Options\": []}",
                "NetworkDriver.CreateNetwork|{\"NetworkID\": \"n2\", \"IPv4Data\": {}}",
                "NetworkDriver.CreateEndpoint|{\"NetworkID\": \"none\", \"EndpointID\": \"e\"}",
                "NetworkDriver.CreateEndpoint|{\"NetworkID\": \"n1\"}",
                "NetworkDriver.CreateEndpoint|{\"NetworkID\": \"n1\", \"EndpointID\": \"e\", \"Interface\": 1}",
                "NetworkDriver.Join|{\"EndpointID\": \"none\"}",
                "NetworkDriver.Nonsense|{}",
                "|{}",
            })
    void aCallThatMakesNoSenseChangesNothing(String method, String arguments) throws IOException, PluginException {
        call("NetworkDriver.CreateNetwork", NETWORK);
        assertThatThrownBy(() -> call(Optional.ofNullable(method).orElse(""), arguments))
                .isInstanceOf(PluginException.class);
        assertThat(done).isEmpty();
        assertThat(Files.readString(directory.resolve("state/docker.yaml"))).doesNotContain("n2");
    }

    @Test
    void publishedPortsAreRefused() throws IOException, PluginException {
        call("NetworkDriver.CreateNetwork", NETWORK);
        String published = ENDPOINT.replace("\"Options\": {}", "\"Options\": {\"com.docker.network.portmap\": [{}]}");
        assertThatThrownBy(() -> call("NetworkDriver.CreateEndpoint", published))
                .hasMessageContaining("ports cannot be published");
    }

    @Test
    void aStateFileOfNonsenseIsNoObstacle() throws IOException, PluginException {
        Files.createDirectories(directory.resolve("state"));
        for (String text : List.of("{", "7", "networks: []", "networks: {n: x}\nendpoints: {e: {sandbox: /x}}")) {
            Files.writeString(directory.resolve("state/docker.yaml"), text);
            start();
            driver.restore();
            call("NetworkDriver.CreateNetwork", NETWORK);
        }
        assertThat(done).isEmpty();
    }
}
