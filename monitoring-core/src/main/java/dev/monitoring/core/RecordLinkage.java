package dev.monitoring.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes what JDK 17 keeps of the records of a class loader. {@link ObjectMethods} holds on to the record class whose
 * {@code equals} was linked last in this JVM, in the cache of a method handle (JDK-8078641, mended in 18); where that record
 * is ours, our class loader stays, with all of our classes.
 */
final class RecordLinkage {
    private static final Logger log = LoggerFactory.getLogger(Monitoring.class);

    private RecordLinkage() {}

    /** Puts a class of the JDK in the place of ours, by linking an {@code equals} for it that nobody calls. */
    static void release() {
        try {
            ObjectMethods.bootstrap(
                    MethodHandles.publicLookup(),
                    "equals",
                    MethodType.methodType(boolean.class, String.class, Object.class),
                    String.class,
                    "");
        } catch (Throwable e) {
            // bootstrap declares Throwable. Without it all that is lost is memory, once per redeployment.
            log.debug("the JDK's cache of record methods was left as it is", e);
        }
    }
}
