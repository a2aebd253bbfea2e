package dev.monitoring.core.query.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.value.QueryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    private static final StepGrid GRID = new StepGrid(1_000_000, 2_000_000, 10_000);
    private static final PlanOptions OPTIONS = new PlanOptions(300_000, 60_000, false);

    private static Plan plan(String query) {
        return Planner.plan(PromqlParser.parse(query, ParserOptions.EXPERIMENTAL), GRID, false, OPTIONS);
    }

    @ParameterizedTest
    @CsvSource({
        "x, 700001, 2000000",
        "x offset 1m, 640001, 1940000",
        "x offset -1m, 760001, 2060000",
        "x @ 500, 200001, 500000",
        "x @ start(), 700001, 1000000",
        "x @ end() offset 10s, 1690001, 1990000",
        "rate(x[5m]), 700001, 2000000",
        "rate(x[1m] offset 1m), 880001, 1940000",
        "rate(x[1m] anchored), 640001, 2000000",
        "rate(x[1m] smoothed), 640001, 2300000",
        "x smoothed, 700001, 2300000",
        "max_over_time(x[10m:1m]), 120001, 2000000",
        "max_over_time(x[10m:7s] offset 1m), 43001, 1940000",
        "max_over_time(rate(x[1m])[10m:1m]), 360001, 2000000"
    })
    void selectsTheRangeOfTimeThatIsRead(String query, long min, long max) {
        Selection selection = plan(query).selections().get(0);

        assertEquals(min, selection.minMillis());
        assertEquals(max, selection.maxMillis());
    }

    @Test
    void selectsEqualMatchersOnceOverAllThatIsRead() {
        Plan plan = plan("x{a=\"1\"} / x{a=\"1\"} offset 1h + rate(x{a=\"1\"}[5m]) + y");

        assertEquals(2, plan.selections().size());
        assertEquals(
                1_000_000 - 3_600_000 - 300_000 + 1, plan.selections().get(0).minMillis());
        assertEquals(2_000_000, plan.selections().get(0).maxMillis());
    }

    @Test
    void computesOnceWhatIsTheSameAtEveryStep() {
        assertInstanceOf(PlanNode.Invariant.class, plan("sum(x @ 500) * 2").root());
        assertInstanceOf(PlanNode.Invariant.class, plan("1 + 2").root());

        PlanNode.Binary mixed = (PlanNode.Binary) plan("y + abs(x @ 500)").root();
        assertInstanceOf(PlanNode.Selector.class, mixed.left());
        assertInstanceOf(PlanNode.Invariant.class, mixed.right());
    }

    @ParameterizedTest
    @CsvSource({"time()", "timestamp(x @ 500)", "hour(x @ 500)", "'predict_linear(x[5m] @ 500, 60)'", "x", "7"})
    void computesAtEveryStepWhatDependsOnTheMoment(String query) {
        PlanNode root = plan(query).root();

        assertTrue(!(root instanceof PlanNode.Invariant), root.toString());
    }

    @Test
    void alignsSubqueriesToMultiplesOfTheirStep() {
        PlanNode.Call call = (PlanNode.Call) plan("max_over_time(x[1m:7s])").root();
        PlanNode.Subquery subquery = (PlanNode.Subquery) call.arguments().get(0);

        assertEquals(0, subquery.grid().start() % 7_000);
        assertTrue(subquery.grid().start() > 940_000 && subquery.grid().start() <= 947_000);
        assertEquals(2_000_000, subquery.grid().end());
    }

    @Test
    void givesSubqueriesWithoutStepTheDefault() {
        PlanNode.Call call = (PlanNode.Call) plan("max_over_time(x[1h:])").root();

        assertEquals(
                60_000, ((PlanNode.Subquery) call.arguments().get(0)).grid().step());
    }

    @Test
    void functionsOfTheQueryAreNumbers() {
        assertEquals(
                1_000,
                ((PlanNode.Constant) ((PlanNode.Invariant) plan("start()").root()).inner()).value());
        assertEquals(
                10, ((PlanNode.Constant) ((PlanNode.Invariant) plan("step()").root()).inner()).value());
    }

    @Test
    void refusesARangeOfNothing() {
        QueryException refusal = assertThrows(
                QueryException.class,
                () -> Planner.plan(
                        PromqlParser.parse("rate(x[step()])", ParserOptions.EXPERIMENTAL),
                        StepGrid.instant(0),
                        true,
                        OPTIONS));

        assertTrue(refusal.message().contains("duration must be greater than 0"), refusal.message());
    }

    @Test
    void refusesChainsThatWouldOverflowTheStack() {
        QueryException refusal = assertThrows(QueryException.class, () -> plan("x" + " + x".repeat(600)));

        assertTrue(refusal.message().contains("more than 500 operators"), refusal.message());
        assertEquals(1, plan("x" + " + x".repeat(400)).selections().size());
    }
}
