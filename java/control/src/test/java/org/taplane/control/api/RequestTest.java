package org.taplane.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    private final JsonFactory factory = new JsonFactory();

    @ParameterizedTest
    @EnumSource(Topic.class)
    void everyTopic(Topic topic) {
        assertThat(parse(" {\"show\" : \"" + topic.label() + "\"} ")).isEqualTo(new Request.Show(topic));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "\"show\"",
                "{\"show\":\"weather\"}",
                "{\"show\":\"PORTS\"}",
                "{\"show\":1}",
                "{\"show\":[\"ports\"]}",
                "{\"show\":\"ports\",\"show\":\"fdb\"}",
                "{\"show\":\"ports\"}{\"show\":\"ports\"}",
                "{\"show\":\"ports\"",
                "{\"tell\":\"ports\"}",
                "show ports",
                "{\"show\":\"ports\"} trailing",
                "[[[[[[[[[[[[[[[[[[[["
            })
    void refused(String line) {
        assertThat(parse(line)).isInstanceOf(Request.Refused.class);
    }

    @Property
    void anyBytesAreEitherShownOrRefused(@ForAll @Size(max = 4096) byte[] line) {
        assertThat(Request.parse(factory, line)).isInstanceOf(Request.Refused.class);
    }

    private Request parse(String line) {
        return Request.parse(factory, line.getBytes(StandardCharsets.UTF_8));
    }
}
