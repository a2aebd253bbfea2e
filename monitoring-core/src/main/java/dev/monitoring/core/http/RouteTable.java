package dev.monitoring.core.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All routes and live routes of a server, and which of them a request means. Immutable and thread-safe. */
public final class RouteTable {
    // Design note. The routes form a tree by segments. Matching walks it depth first, a literal segment before a
    // parameter before a remainder, and collects what it passes; the first complete path that has the method wins.
    // The values of parameters are collected by position, as routes that share a parameter's place may name it
    // differently.

    private static final int MAX_NEAR = 5;

    private final List<Route> routes;
    private final List<LiveRoute> liveRoutes;
    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node parameter;
        private @Nullable Node remainder;
        private final Map<String, Route> byMethod = new TreeMap<>();
        private @Nullable LiveRoute live;
    }

    private record Candidate(Node node, List<String> captured) {}

    private RouteTable(Collection<Route> routes, Collection<LiveRoute> liveRoutes) {
        this.routes = List.copyOf(routes);
        this.liveRoutes = List.copyOf(liveRoutes);
        for (Route route : routes) {
            Route other = node(route.path()).byMethod.putIfAbsent(route.method(), route);
            if (other != null) {
                throw new IllegalArgumentException("two routes answer " + route.method() + " " + route.path()
                        + (other.path().equals(route.path()) ? "" : " (the other as " + other.path() + ")")
                        + "; remove one");
            }
        }
        for (LiveRoute route : liveRoutes) {
            Node node = node(route.path());
            if (node.live != null || node.byMethod.containsKey("GET")) {
                throw new IllegalArgumentException(
                        "live channel " + route.path() + " has the path of another route; choose another");
            }
            node.live = route;
        }
    }

    /**
     * A table of these routes.
     *
     * @throws IllegalArgumentException if two routes answer the same requests, or a path is malformed
     */
    public static RouteTable of(Collection<Route> routes, Collection<LiveRoute> liveRoutes) {
        return new RouteTable(routes, liveRoutes);
    }

    public static RouteTable of(Collection<Route> routes) {
        return of(routes, List.of());
    }

    public List<Route> routes() {
        return routes;
    }

    public List<LiveRoute> liveRoutes() {
        return liveRoutes;
    }

    RouteMatch match(String method, RequestPath path) {
        List<Candidate> candidates = new ArrayList<>();
        collect(root, path.segments(), 0, new ArrayList<>(), candidates);
        Set<String> methods = new TreeSet<>();
        for (Candidate candidate : candidates) {
            Node node = candidate.node;
            Route route = node.byMethod.get(method);
            if (route == null && method.equals("HEAD")) {
                route = node.byMethod.get("GET");
            }
            if (route != null) {
                return new RouteMatch.Found(route, named(route.path(), candidate.captured));
            }
            if (node.live != null && method.equals("GET")) {
                return new RouteMatch.Live(node.live, named(node.live.path(), candidate.captured));
            }
            methods.addAll(node.byMethod.keySet());
            if (node.live != null) {
                methods.add("GET");
            }
        }
        if (candidates.isEmpty()) {
            return new RouteMatch.Unknown(near(path.text()));
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return new RouteMatch.OtherMethods(List.copyOf(methods));
    }

    /** The value of a path parameter, or the programmer's mistake said aloud. */
    static String captured(Map<String, String> parameters, String name, String path) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "path " + path + " has no parameter {" + name + "}; it has " + parameters.keySet());
        }
        return value;
    }

    private static void collect(
            Node node, List<String> segments, int at, List<String> captured, List<Candidate> candidates) {
        if (at == segments.size()) {
            if (!node.byMethod.isEmpty() || node.live != null) {
                candidates.add(new Candidate(node, List.copyOf(captured)));
            }
            return;
        }
        String segment = segments.get(at);
        Node literal = node.literals.get(segment);
        if (literal != null) {
            collect(literal, segments, at + 1, captured, candidates);
        }
        if (segment.isEmpty()) {
            return;
        }
        if (node.parameter != null) {
            captured.add(segment);
            collect(node.parameter, segments, at + 1, captured, candidates);
            captured.remove(captured.size() - 1);
        }
        if (node.remainder != null) {
            captured.add(String.join("/", segments.subList(at, segments.size())));
            collect(node.remainder, segments, segments.size(), captured, candidates);
            captured.remove(captured.size() - 1);
        }
    }

    private Node node(String path) {
        Node node = root;
        Set<String> names = new LinkedHashSet<>();
        String[] segments = path.equals("/") ? new String[0] : path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            if (!segment.startsWith("{")) {
                if (segment.isEmpty() || segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
                    throw new IllegalArgumentException("path \"" + path + "\" has the segment \"" + segment
                            + "\"; use literal text, {name}, or {name...} at the end");
                }
                node = node.literals.computeIfAbsent(segment, any -> new Node());
                continue;
            }
            String name = parameterName(segment);
            boolean rest = segment.endsWith("...}");
            if (name.isEmpty() || !segment.endsWith("}") || !names.add(name) || rest && i < segments.length - 1) {
                throw new IllegalArgumentException("path \"" + path + "\" has the segment \"" + segment
                        + "\"; a parameter is {name}, once each, and {name...} only at the end");
            }
            if (rest) {
                node.remainder = node.remainder == null ? new Node() : node.remainder;
                node = node.remainder;
            } else {
                node.parameter = node.parameter == null ? new Node() : node.parameter;
                node = node.parameter;
            }
        }
        return node;
    }

    private static String parameterName(String segment) {
        int end = segment.endsWith("...}") ? segment.length() - 4 : segment.length() - 1;
        return end <= 1 ? "" : segment.substring(1, end);
    }

    private static Map<String, String> named(String path, List<String> captured) {
        if (captured.isEmpty()) {
            return Map.of();
        }
        Map<String, String> named = new LinkedHashMap<>();
        int next = 0;
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.startsWith("{")) {
                named.put(parameterName(segment), captured.get(next++));
            }
        }
        return named;
    }

    private List<String> near(String path) {
        Set<String> paths = new LinkedHashSet<>();
        routes.forEach(route -> paths.add(route.path()));
        liveRoutes.forEach(route -> paths.add(route.path()));
        return paths.stream()
                .sorted(Comparator.comparingInt((String known) -> -commonPrefix(known, path))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MAX_NEAR)
                .toList();
    }

    private static int commonPrefix(String a, String b) {
        int length = 0;
        while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }
}
