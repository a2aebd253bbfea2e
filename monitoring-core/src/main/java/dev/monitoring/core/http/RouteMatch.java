package dev.monitoring.core.http;

import java.util.List;
import java.util.Map;

/** What the route table says about a request. Immutable. */
sealed interface RouteMatch {
    /** What the caller must be allowed to do; somebody who may not read learns nothing about what there is. */
    Access access();

    /** A route answers. */
    record Found(Route route, Map<String, String> pathParameters) implements RouteMatch {
        @Override
        public Access access() {
            return route.access();
        }
    }

    /** A live channel has this path. */
    record Live(LiveRoute route, Map<String, String> pathParameters) implements RouteMatch {
        @Override
        public Access access() {
            return route.access();
        }
    }

    /** The path is known, but not with this method. */
    record OtherMethods(List<String> methods) implements RouteMatch {
        @Override
        public Access access() {
            return Access.READ;
        }
    }

    /** The path is not known; these come near it. */
    record Unknown(List<String> near) implements RouteMatch {
        @Override
        public Access access() {
            return Access.READ;
        }
    }
}
