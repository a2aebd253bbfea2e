package dev.monitoring.core.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message from a client. Immutable. */
sealed interface ClientMessage {
    /** Watch all of this under {@code id}. */
    record Subscribe(String id, List<String> names, List<String> bundles, List<String> expressions)
            implements ClientMessage {
        public Subscribe {
            names = List.copyOf(names);
            bundles = List.copyOf(bundles);
            expressions = List.copyOf(expressions);
        }
    }

    /** Watch nothing more under {@code id}. */
    record Unsubscribe(String id) implements ClientMessage {}

    /** Say that you are there. */
    record Ping(Optional<String> id) implements ClientMessage {}

    /** A message that makes no sense, and why. */
    record Unreadable(Optional<String> id, String message) implements ClientMessage {}

    /** Reads a message. What it does not know is passed over; what it cannot read becomes {@link Unreadable}. */
    static ClientMessage parse(String text, FeedLimits limits) {
        return new Reader(limits).read(text);
    }

    /** Collects the members of one message. Confined to one thread. */
    final class Reader {
        private static final int MAX_ID_CHARS = 64;

        /** A message is flat; what is deeper is not ours. */
        private static final int MAX_DEPTH = 8;

        /** Without the pool that would leave a thread local on the server's threads. */
        private static final JsonFactory FACTORY = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(16_384)
                        .maxNameLength(1_024)
                        .maxNumberLength(64)
                        .build())
                .build();

        private static final class BadMember extends Exception {
            private static final long serialVersionUID = 1L;

            BadMember(String message) {
                super(message);
            }
        }

        private final FeedLimits limits;
        private final List<String> names = new ArrayList<>();
        private final List<String> bundles = new ArrayList<>();
        private final List<String> expressions = new ArrayList<>();
        private @Nullable String type;
        private @Nullable String id;

        Reader(FeedLimits limits) {
            this.limits = limits;
        }

        ClientMessage read(String text) {
            try (JsonParser json = FACTORY.createParser(text)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new BadMember("the message is not a JSON object; send for example {\"type\":\"ping\"}");
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    member(json, json.currentName());
                }
                if (json.nextToken() != null) {
                    throw new BadMember("after the JSON object there is more; send one object in a message");
                }
                return message();
            } catch (BadMember e) {
                return unreadable(String.valueOf(e.getMessage()));
            } catch (StreamConstraintsException e) {
                return unreadable(
                        "the message is too deep, or a text or number in it too long: lists of texts of at most "
                                + limits.expressionChars() + " characters are all that is needed");
            } catch (IOException e) {
                return unreadable("the message is not JSON; send for example {\"type\":\"ping\"}");
            }
        }

        private void member(JsonParser json, String name) throws IOException, BadMember {
            json.nextToken();
            switch (name) {
                case "type" -> type = text(json, name);
                case "id" -> id = id(text(json, name));
                case "names" -> texts(json, name, names);
                case "bundles" -> texts(json, name, bundles);
                case "expressions" -> texts(json, name, expressions);
                default -> json.skipChildren(); // of a later version, perhaps
            }
        }

        private static String text(JsonParser json, String name) throws IOException, BadMember {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw new BadMember("\"" + name + "\" is not a text; put it in quotes");
            }
            return json.getText();
        }

        private static String id(String text) throws BadMember {
            if (text.isEmpty() || text.length() > MAX_ID_CHARS) {
                throw new BadMember(
                        "\"id\" has " + text.length() + " characters; it must have 1 to " + MAX_ID_CHARS + " of them");
            }
            return text;
        }

        private void texts(JsonParser json, String name, List<String> into) throws IOException, BadMember {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw new BadMember("\"" + name + "\" is not a list; write for example [\"up\"]");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String text = text(json, name);
                if (text.isBlank() || text.length() > limits.expressionChars()) {
                    throw new BadMember("a text in \"" + name + "\" has " + text.length() + " characters; 1 to "
                            + limits.expressionChars() + " are allowed");
                }
                into.add(text);
                if (names.size() + bundles.size() + expressions.size() > limits.expressions()) {
                    throw new BadMember("more than " + limits.expressions()
                            + " things are asked for; ask for fewer, or open another connection");
                }
            }
        }

        private ClientMessage message() throws BadMember {
            if (type == null) {
                throw new BadMember("\"type\" is missing; it is one of subscribe, unsubscribe, ping");
            }
            return switch (type) {
                case "subscribe" -> new Subscribe(required(), names, bundles, expressions);
                case "unsubscribe" -> new Unsubscribe(required());
                case "ping" -> new Ping(Optional.ofNullable(id));
                default ->
                    throw new BadMember(
                            "\"type\" is \"" + shortened(type) + "\"; it must be one of subscribe, unsubscribe, ping");
            };
        }

        private String required() throws BadMember {
            if (id == null) {
                throw new BadMember("\"id\" is missing; choose a text by which you know the subscription");
            }
            return id;
        }

        private ClientMessage unreadable(String message) {
            return new Unreadable(Optional.ofNullable(id), message);
        }

        private static String shortened(String text) {
            return text.length() <= MAX_ID_CHARS ? text : text.substring(0, MAX_ID_CHARS) + "…";
        }
    }
}
