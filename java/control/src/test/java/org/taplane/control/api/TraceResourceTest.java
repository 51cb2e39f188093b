package org.taplane.control.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceResourceTest {
    private final TraceResource trace = new TraceResource(new SampleState());

    private Answer.Whole ask(String body) {
        return (Answer.Whole) trace.answer(body.getBytes(UTF_8));
    }

    @Test
    void theAnswerIsWhatTheSwitchSays() throws IOException {
        Answer.Whole answer = ask("{\"port\":\"vm1\",\"frame\":\"aaBB\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("""
                {"bridge":"br0","port":"vm1","verdict":"forwarded",\
                "steps":[{"what":"admitted","why":"to VLAN 10"},{"what":"sent","why":"by vx"}],\
                "sent":[{"port":"vx","remote":"10.98.0.2","frame":"aabb"}],\
                "drops":[{"port":"web","reason":"port-down"}]}
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | {\"port\":\"vm9\",\"frame\":\"aa\"} | there is no port",
                "400 | `` | no JSON object",
                "400 | [] | no JSON object",
                "400 | {\"port\":\"vm1\",\"frame\":\"aa\"}{} | something follows",
                "400 | {\"port\":\"vm1\",\"frame\":\"aa\" | not JSON",
                "400 | {\"port\":\"vm1\"} | \"frame\" is missing",
                "400 | {\"frame\":\"aa\"} | \"port\" is missing",
                "400 | {\"port\":1,\"frame\":\"aa\"} | \"port\" is missing",
                "400 | {\"port\":\"vm1\",\"frame\":\"\"} | is empty",
                "400 | {\"port\":\"vm1\",\"frame\":\"aab\"} | odd number",
                "400 | {\"port\":\"vm1\",\"frame\":\"zz\"} | not hexadecimal",
                "400 | {\"port\":\"vm1\",\"frame\":\"aa\",\"vlan\":1} | no field \"vlan\"",
                "400 | {\"port\":\"vm1\",\"frame\":\"aa\",\"vni\":16777216} | no VNI",
                "400 | {\"port\":\"vm1\",\"frame\":\"aa\",\"vni\":\"x\"} | no VNI"
            })
    void nonsenseIsRefusedInALine(int status, String body, String why) {
        Answer.Whole answer = ask(body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body())
                .startsWith("{\"error\":\"")
                .contains(why.replace("\"", "\\\""))
                .hasLineCount(1);
    }

    @Test
    void aFrameLongerThanAnyIsRefused() {
        assertThat(ask("{\"port\":\"vm1\",\"frame\":\"" + "00".repeat(65_558) + "\"}")
                        .body())
                .contains("has 65558 bytes; expected at most 65557");
        assertThat(ask("{\"port\":\"vm1\",\"frame\":\"" + "00".repeat(65_557) + "\"}")
                        .status())
                .isEqualTo(200);
    }
}
