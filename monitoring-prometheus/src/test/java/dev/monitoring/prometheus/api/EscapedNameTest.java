package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapedNameTest {
    @ParameterizedTest
    @CsvSource({
        "job, job",
        "my.label, my.label",
        "U_job, U_job",
        "U__job, job",
        "U__my_2e_label, my.label",
        "U__my_2E_label, my.label",
        "U__my__label, my_label",
        "U___2e__2e_, ..",
        "U__caf_e9_, café",
        "U___1f600_x, 😀x",
        "U__a_20_b_3a_c, a b:c",
    })
    void readsTheCharactersBetweenUnderscores(String text, String name) {
        assertEquals(name, EscapedName.decode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "U__a_",
                "U__a_2e",
                "U__a_2x_b",
                "U__a_-2e_b",
                "U__a_+2e_b",
                "U__a_d800_b",
                "U__a_110000_b",
                "U__a_0000002e_b",
                "U__a_\u0662e_b"
            })
    void leavesWhatIsNotOfThatForm(String text) {
        assertEquals(text, EscapedName.decode(text));
    }
}
