package dev.monitoring.core.query.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes as in {@code web/api/v1/translate_ast.go} of Prometheus. */
class TreeJsonTest {
    private static String json(String query) {
        return TreeJson.write(PromqlParser.parse(query, ParserOptions.EXPERIMENTAL));
    }

    @Test
    void writesSelectors() {
        assertEquals(
                "{\"anchored\":false,\"matchers\":[{\"name\":\"a\",\"type\":\"!=\",\"value\":\"\\\"\"},"
                        + "{\"name\":\"__name__\",\"type\":\"=\",\"value\":\"x\"}],\"name\":\"x\",\"offset\":-60000,"
                        + "\"range\":300000,\"smoothed\":false,\"startOrEnd\":null,\"timestamp\":1500,"
                        + "\"type\":\"matrixSelector\"}",
                json("x{a!='\"'}[5m] offset -1m @ 1.5"));
        assertTrue(json("x @ end()").contains("\"startOrEnd\":\"end\",\"timestamp\":null,\"type\":\"vectorSelector\""));
    }

    @Test
    void writesOperations() {
        assertEquals(
                "{\"bool\":true,\"lhs\":{\"type\":\"numberLiteral\",\"val\":\"1\"},\"matching\":null,\"op\":\"==\","
                        + "\"rhs\":{\"type\":\"numberLiteral\",\"val\":\"300\"},\"type\":\"binaryExpr\"}",
                json("1 == bool 5m"));
        assertTrue(json("a / on (b) group_left (c) fill_left (0) d")
                .contains("\"matching\":{\"card\":\"many-to-one\",\"fillValues\":{\"lhs\":0,\"rhs\":null},"
                        + "\"include\":[\"c\"],\"labels\":[\"b\"],\"on\":true}"));
    }

    @Test
    void writesCallsAndAggregations() {
        assertTrue(json("round(x)")
                .endsWith("\"func\":{\"argTypes\":[\"vector\",\"scalar\"],\"name\":\"round\","
                        + "\"returnType\":\"vector\",\"variadic\":1},\"type\":\"call\"}"));
        assertTrue(json("topk without (a) (3, x)")
                .endsWith("\"grouping\":[\"a\"],\"op\":\"topk\",\"param\":{\"type\":\"numberLiteral\",\"val\":\"3\"},"
                        + "\"type\":\"aggregation\",\"without\":true}"));
    }

    @ParameterizedTest
    @MethodSource("dev.monitoring.core.query.syntax.PromqlCorpus#everyForm")
    void writesWellFormedJson(String query) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json(query))) {
            while (parser.nextToken() != null) {
                // Only that it can be read matters.
                parser.getText();
            }
        }
    }
}
