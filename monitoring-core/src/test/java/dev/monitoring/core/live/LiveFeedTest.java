package dev.monitoring.core.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.http.LiveChannel;
import dev.monitoring.core.http.LiveSession;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.StringValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SourceFeed;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The feed's messages, to the letter of LIVE.md, under virtual time. */
class LiveFeedTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final long TICK = START.toEpochMilli();
    private static final FeedLimits SMALL = new FeedLimits(3, 4, 6, 3, 5, 100);
    private static final Bundle DISKS = new Bundle(
            "disks",
            "the disks",
            List.of(
                    new Bundle.Value("count", "count(disk)"),
                    new Bundle.Table("each", "device", List.of(new Bundle.Value("used_percent", "disk")))));

    private final ManualClock clock = ManualClock.at(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final Registry registry = new Registry();
    private final SourceFeed source = registry.add("test", Target.of("test", "here"));
    private final Map<String, Map<Labels, Double>> values = new HashMap<>();
    private final Map<String, QueryException> failures = new HashMap<>();
    private final Map<String, Duration> costs = new HashMap<>();
    private final List<String> evaluated = new ArrayList<>();
    private final LiveFeed feed = feed(SMALL);

    private LiveFeed feed(FeedLimits limits) {
        LiveFeed.Parts parts = new LiveFeed.Parts(
                new QueryEngine(new Nothing(), clock, QueryConfig.defaults()),
                List.of(DISKS),
                clock,
                "shop-1",
                Duration.ofSeconds(5),
                START.minusSeconds(60));
        LiveFeed made = new LiveFeed(parts, this::evaluate, limits, () -> loop);
        registry.observe("live", made.observer());
        return made;
    }

    private QueryValue evaluate(String expression, long timeMillis) {
        evaluated.add(expression);
        clock.advance(costs.getOrDefault(expression, Duration.ZERO));
        QueryException failure = failures.get(expression);
        if (failure != null) {
            throw failure;
        }
        if (expression.equals("text")) {
            return new StringValue(timeMillis, "text");
        }
        if (expression.equals("scalar")) {
            return new ScalarValue(timeMillis, 7);
        }
        return new VectorValue(values.getOrDefault(expression, Map.of()).entrySet().stream()
                .map(sample -> new VectorSample(sample.getKey(), timeMillis, sample.getValue()))
                .toList());
    }

    private void has(String expression, double value, String... labels) {
        values.computeIfAbsent(expression, any -> new LinkedHashMap<>()).put(Labels.of(labels), value);
    }

    /** A connected caller with our end of it. */
    private static final class Caller {
        final RecordedSession session = new RecordedSession();
        final LiveChannel channel;

        Caller(LiveFeed feed) throws Exception {
            channel = feed.route().handler().open(session);
        }

        Caller says(String message) throws Exception {
            channel.message(message.replace('\'', '"'));
            return this;
        }

        /** What it heard since it was asked last, with single quotes. */
        List<String> heard() {
            return session.take().stream()
                    .map(message -> message.replace("\\\"", "~").replace('"', '\''))
                    .toList();
        }
    }

    private Caller connected() throws Exception {
        Caller caller = new Caller(feed);
        caller.heard();
        return caller;
    }

    /** A collector delivers, and what follows from that happens. */
    private void tick() {
        deliver(clock.epochMillis());
        loop.advance(LiveFeed.GATHERING);
    }

    private void deliver(long stampMillis) {
        Snapshot snapshot = new Snapshot();
        snapshot.reset(SeriesLayout.builder(Target.of("test", "here")).build(), stampMillis);
        source.publish(snapshot, CollectorHealth.starting());
    }

    private static String update(long sequence, long timeMillis, String watches) {
        return "{'type':'update','sequence':" + sequence + ",'time_millis':" + timeMillis + ",'watches':[" + watches
                + "]}";
    }

    @Test
    void greetsWithWhatAClientNeedsToKnow() throws Exception {
        Caller caller = new Caller(feed);

        assertEquals(
                List.of("{'type':'hello','protocol':1,'instance':'shop-1','started_at_millis':" + (TICK - 60_000)
                        + ",'time_millis':" + TICK + ",'interval_millis':5000,'sequence':0,'limits':{'expressions':4,"
                        + "'series_per_expression':3,'series':5,'expression_chars':100}}"),
                caller.heard());
    }

    @Test
    void tellsWhatIsWatchedAndItsState() throws Exception {
        has("{__name__=\"up\"}", 1, "__name__", "up", "job", "a");
        has("count(disk)", 2);
        has("disk", 40, "device", "sda");
        Caller caller = connected();

        caller.says("{'type':'subscribe','id':'p','names':['up'],'bundles':['disks'],'expressions':['scalar']}");

        assertEquals(
                List.of(
                        "{'type':'subscribed','id':'p','sequence':0,'watches':["
                                + "{'watch':1,'name':'up','expression':'{__name__=~up~}'},"
                                + "{'watch':2,'bundle':'disks','entry':'count','expression':'count(disk)'},"
                                + "{'watch':3,'bundle':'disks','entry':'each','column':'used_percent','label':'device',"
                                + "'expression':'disk'},"
                                + "{'watch':4,'expression':'scalar'}]}",
                        "{'type':'state','sequence':0,'time_millis':" + TICK + ",'watches':["
                                + "{'watch':1,'series':[[1,{'__name__':'up','job':'a'}]],'values':[[1,1]]},"
                                + "{'watch':2,'series':[[2,{}]],'values':[[2,2]]},"
                                + "{'watch':3,'series':[[3,{'device':'sda'}]],'values':[[3,40]]},"
                                + "{'watch':4,'series':[[4,{}]],'values':[[4,7]]}]}"),
                caller.heard());
    }

    @Test
    void pushesOnlyWhatChanged() throws Exception {
        has("load", 0.5, "host", "a");
        has("load", 1, "host", "b");
        Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['load']}");
        caller.heard();

        has("load", 0.75, "host", "a");
        tick();
        long first = clock.epochMillis();
        tick();

        assertEquals(List.of(update(1, TICK, "{'watch':1,'values':[[1,0.75]]}"), update(2, first, "")), caller.heard());
    }

    @Test
    void tellsOfSeriesThatComeAndGo() throws Exception {
        has("load", 1, "host", "a");
        Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['load']}");
        caller.heard();

        values.clear();
        has("load", 2, "host", "b");
        tick();
        has("load", 3, "host", "a");
        tick();

        List<String> heard = caller.heard();
        assertEquals(
                update(1, TICK, "{'watch':1,'series':[[2,{'host':'b'}]],'values':[[2,2]],'gone':[1]}"), heard.get(0));
        assertTrue(heard.get(1).contains("'series':[[3,{'host':'a'}]],'values':[[3,3]]"), heard.get(1));
    }

    @Test
    void writesWhatJsonHasNoNumbersForAsText() throws Exception {
        has("x", Double.NaN, "l", "a");
        has("x", Double.POSITIVE_INFINITY, "l", "b");
        has("x", Double.NEGATIVE_INFINITY, "l", "quote\" and\nline");
        Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['x']}");

        String state = caller.session.take().get(1);
        tick();

        assertTrue(state.contains("[1,\"NaN\"],[2,\"+Inf\"],[3,\"-Inf\"]"), state);
        assertTrue(state.contains("[3,{\"l\":\"quote\\\" and\\nline\"}]"), state);
        assertEquals(List.of(update(1, TICK, "")), caller.heard(), "NaN is no change from NaN");
    }

    @Test
    void evaluatesOnceForAllClientsAndOnlyWhileThereAreAny() throws Exception {
        Caller one = connected().says("{'type':'subscribe','id':'p','expressions':['load']}");
        Caller two = connected().says("{'type':'subscribe','id':'q','expressions':['load']}");
        evaluated.clear();

        tick();
        assertEquals(List.of("load"), evaluated);

        one.channel.closed(1001, "");
        tick();
        assertEquals(List.of("load", "load"), evaluated);

        two.channel.closed(1001, "");
        tick();
        assertEquals(List.of("load", "load"), evaluated);
    }

    @Test
    void sharesNumbersBetweenSubscriptionsOfOneExpression() throws Exception {
        has("load", 1);
        Caller caller = connected()
                .says("{'type':'subscribe','id':'p','expressions':['load']}")
                .says("{'type':'subscribe','id':'q','expressions':['load', 'load']}");

        List<String> heard = caller.heard();

        assertEquals(3, heard.size(), () -> "no second state: " + heard);
        assertEquals(
                "{'type':'subscribed','id':'q','sequence':0,'watches':[{'watch':1,'expression':'load'},"
                        + "{'watch':1,'expression':'load'}]}",
                heard.get(2));
    }

    @Test
    void replacesASubscriptionOfTheSameIdAndEndsIt() throws Exception {
        has("a", 1);
        has("b", 2);
        Caller caller = connected()
                .says("{'type':'subscribe','id':'p','expressions':['a']}")
                .says("{'type':'subscribe','id':'p','expressions':['b']}");
        evaluated.clear();
        tick();
        assertEquals(List.of("b"), evaluated);

        caller.heard();
        caller.says("{'type':'unsubscribe','id':'p'}");
        tick();

        assertEquals(List.of("b"), evaluated);
        assertEquals("{'type':'unsubscribed','id':'p'}", caller.heard().get(0));
    }

    @Test
    void gathersTheSnapshotsOfATickIntoOneUpdate() throws Exception {
        Caller caller = connected();

        for (int i = 0; i < 10; i++) {
            deliver(TICK);
            loop.advance(Duration.ofMillis(10));
        }
        loop.advance(LiveFeed.GATHERING);

        assertEquals(List.of(update(1, TICK, "")), caller.heard());
    }

    @Test
    void takesNoTimeBackUnlessTheClockWasSetBack() throws Exception {
        Caller caller = connected();
        clock.advance(Duration.ofSeconds(10));
        deliver(TICK + 10_000);
        deliver(TICK + 5_000); // of a slow collector
        loop.advance(LiveFeed.GATHERING);
        assertEquals(List.of(update(1, TICK + 10_000, "")), caller.heard());

        clock.jump(Duration.ofHours(-1));
        deliver(TICK - 3_590_000);
        loop.advance(LiveFeed.GATHERING);
        assertEquals(List.of(update(2, TICK - 3_590_000, "")), caller.heard());
    }

    @Test
    void tellsWhyAnExpressionHasNoValueAndWhenItHasOneAgain() throws Exception {
        has("load", 1, "host", "a");
        Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['load']}");
        caller.heard();

        failures.put("load", QueryException.execution(null, "many-to-many matching"));
        tick();
        tick();
        failures.clear();
        tick();

        List<String> heard = caller.heard();
        assertEquals(update(1, TICK, "{'watch':1,'error':'many-to-many matching'}"), heard.get(0));
        assertTrue(heard.get(1).endsWith("'watches':[]}"), heard.get(1));
        assertTrue(heard.get(2).contains("{'watch':1,'series':[[2,{'host':'a'}]],'values':[[2,1]]}"), heard.get(2));
    }

    @Test
    void letsAnExpensiveExpressionRestWithoutHoldingUpOthers() throws Exception {
        has("slow", 1);
        has("quick", 1);
        costs.put("slow", Duration.ofMillis(500));
        Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['slow','quick']}");
        caller.heard();
        evaluated.clear();

        tick();
        assertEquals(List.of("quick"), evaluated);
        assertTrue(caller.heard().get(0).endsWith("'watches':[],'skipped':[1]}"));

        loop.advance(Duration.ofSeconds(5));
        tick();
        assertEquals(List.of("quick", "slow", "quick"), evaluated);
    }

    @Test
    void restsNineTimesAsLongAsARoundTook() throws Exception {
        costs.put("load", Duration.ofMillis(15));
        Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['load']}");
        caller.heard();
        tick();
        caller.heard();

        tick(); // 120 ms, and 15 more, after the last one
        assertEquals(List.of(), caller.heard());
        loop.advance(Duration.ofMillis(15));
        assertEquals(1, caller.heard().size());
    }

    @Test
    void refusesWhatCannotBeWatchedAndWatchesTheRest() throws Exception {
        failures.put("rate(", QueryException.parse(new Position(5, 5, 1, 6), "unclosed left parenthesis"));
        has("load", 1);
        Caller caller = connected()
                .says("{'type':'subscribe','id':'p','bundles':['shop'],'expressions':['rate(','text','load']}");

        assertEquals(
                "{'type':'subscribed','id':'p','sequence':0,'watches':["
                        + "{'bundle':'shop','error':'there is no bundle ~shop~; there is disks'},"
                        + "{'expression':'rate(','error':'1:6: parse error: unclosed left parenthesis'},"
                        + "{'expression':'text','error':'the value is a string; the feed has instant vectors and scalars:"
                        + " put a function around it, for example rate()'},"
                        + "{'watch':1,'expression':'load'}]}",
                caller.heard().get(0));
    }

    @Test
    void boundsExpressionsAndSeries() throws Exception {
        for (int i = 0; i < 4; i++) {
            has("many", i, "l", Integer.toString(i));
        }
        for (int i = 0; i < 3; i++) {
            has("a", i, "l", Integer.toString(i));
            has("b", i, "l", Integer.toString(i));
        }
        Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['many','a','b','c']}");

        List<String> heard = caller.heard();
        assertTrue(
                heard.get(1)
                        .contains("{'watch':1,'error':'it has 4 series, more than the 3 that one expression may have;"
                                + " choose by label, or use topk or sum'}"),
                heard.get(1));
        assertTrue(
                heard.get(0)
                        .contains("{'expression':'b','error':'with its 3 series this client would have more than 5;"
                                + " choose by label, or use topk or sum'}"),
                heard.get(0));

        caller.says("{'type':'subscribe','id':'q','expressions':['d','e']}");
        assertTrue(caller.heard()
                .get(0)
                .contains("{'expression':'e','error':'this client watches 4 expressions, which is the limit;"
                        + " unsubscribe from some'}"));

        Caller other = connected().says("{'type':'subscribe','id':'r','expressions':['f','g','h']}");
        assertTrue(other.heard()
                .get(0)
                .contains("{'expression':'h','error':'all clients together watch 6 different expressions, which"
                        + " is the limit; ask for the same ones, or try again later'}"));
    }

    @Test
    void spendsABoundedTimeOnOneSubscription() throws Exception {
        costs.put("slow", Duration.ofMillis(2_001));
        Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['slow','next']}");

        assertTrue(
                caller.heard().get(0).contains("{'expression':'next','error':'the expressions before this one took"));
    }

    @Test
    void letsInOnlySoManyClients() throws Exception {
        List<Caller> callers = new ArrayList<>(List.of(connected(), connected(), connected()));

        Caller fourth = new Caller(feed);

        assertEquals(LiveSession.TOO_SLOW, fourth.session.closeStatus());
        assertEquals(
                "3 clients are connected, which is the limit; see monitoring.web.max-live-clients",
                fourth.session.closeReason());
        callers.get(0).channel.closed(1000, "");
        assertTrue(connected().session.isOpen());
    }

    @Test
    void answersPings() throws Exception {
        Caller caller = connected().says("{'type':'ping','id':'x'}").says("{'type':'ping','news':{'a':[1,2]}}");

        assertEquals(
                List.of(
                        "{'type':'pong','id':'x','time_millis':" + TICK + "}",
                        "{'type':'pong','time_millis':" + TICK + "}"),
                caller.heard());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hello                                                 | the message is not JSON; send for example {~type~:~ping~}
            ``                                                    | the message is not a JSON object; send for example {~type~:~ping~}
            [1]                                                   | the message is not a JSON object; send for example {~type~:~ping~}
            {'type':'ping'                                        | the message is not JSON; send for example {~type~:~ping~}
            {'type':'ping'} {}                                    | after the JSON object there is more; send one object in a message
            {}                                                    | ~type~ is missing; it is one of subscribe, unsubscribe, ping
            {'type':'drop'}                                       | ~type~ is ~drop~; it must be one of subscribe, unsubscribe, ping
            {'type':7}                                            | ~type~ is not a text; put it in quotes
            {'type':'subscribe'}                                  | ~id~ is missing; choose a text by which you know the subscription
            {'type':'subscribe','id':''}                          | ~id~ has 0 characters; it must have 1 to 64 of them
            {'type':'subscribe','names':'up'}                     | ~names~ is not a list; write for example [~up~]
            {'type':'subscribe','names':[1]}                      | ~names~ is not a text; put it in quotes
            {'type':'subscribe','names':['']}                     | a text in ~names~ has 0 characters; 1 to 100 are allowed
            {'type':'subscribe','names':['a','b','c','d','e']}    | more than 4 things are asked for; ask for fewer, or open another connection
            {'x':[[[[[[[[[[[]]]]]]]]]]]}                          | the message is too deep, or a text or number in it too long: lists of texts of at most 100 characters are all that is needed
            """)
    void saysWhatIsWrongWithAMessage(String message, String answer) throws Exception {
        Caller caller = connected().says(message);

        assertEquals(List.of("{'type':'error','message':'" + answer + "'}"), caller.heard());
        assertTrue(caller.session.isOpen());
    }

    @Test
    void saysWhichSubscriptionAMessageWasAbout() throws Exception {
        Caller caller = connected().says("{'type':'subscribe','id':'p','names':7}");

        assertTrue(caller.heard().get(0).startsWith("{'type':'error','id':'p',"));
    }

    @Test
    void givesUpOnAClientThatMakesNoSense() throws Exception {
        Caller caller = connected();

        for (int i = 0; i < 16; i++) {
            assertTrue(caller.session.isOpen());
            caller.says("?");
        }

        assertEquals(LiveSession.UNACCEPTABLE, caller.session.closeStatus());
        assertEquals("16 messages made no sense; see what was answered to each", caller.session.closeReason());
    }

    @Test
    void splitsAStateThatIsLong() throws Exception {
        LiveFeed wide = feed(FeedLimits.forClients(3));
        String expressions = IntStream.range(0, 300)
                .mapToObj(i -> {
                    has("e" + i, i, "l", "x".repeat(500));
                    return "'e" + i + "'";
                })
                .collect(Collectors.joining(","));
        Caller caller = new Caller(wide);
        caller.heard();

        caller.says("{'type':'subscribe','id':'p','expressions':[" + expressions + "]}");

        List<String> heard = caller.heard();
        assertEquals(4, heard.size());
        heard.forEach(message -> assertTrue(message.length() < 68 << 10));
    }

    @Test
    void keepsNothingOfClientsThatLeft() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            Caller caller = connected().says("{'type':'subscribe','id':'p','expressions':['a','b']}");
            caller.channel.closed(1006, "lost");
        }
        evaluated.clear();

        Caller last = connected();
        tick();

        assertEquals(List.of(), evaluated);
        assertEquals(1, last.heard().size());
        assertFalse(last.session.closeStatus() != 0);
    }
}
