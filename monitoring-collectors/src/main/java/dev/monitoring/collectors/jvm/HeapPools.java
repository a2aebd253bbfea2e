package dev.monitoring.collectors.jvm;

import java.util.List;
import java.util.Optional;

/**
 * Which heap pools objects begin in and which they grow old in. The pools' names are all there is to tell by; they are those
 * of HotSpot's collectors and of OpenJ9. Immutable.
 *
 * @param allocation the pool new objects go to
 * @param longLived the pools of objects that survived
 */
record HeapPools(Optional<String> allocation, List<String> longLived) {
    HeapPools {
        longLived = List.copyOf(longLived);
    }

    static HeapPools of(List<String> heapPoolNames) {
        return new HeapPools(
                heapPoolNames.stream().filter(HeapPools::isAllocation).findFirst(),
                heapPoolNames.stream().filter(HeapPools::isLongLived).toList());
    }

    /** Whether old objects lie apart from new ones. */
    boolean hasGenerations() {
        return allocation.isPresent() && !longLived.contains(allocation.get());
    }

    static boolean isLongLived(String pool) {
        return pool.endsWith("Old Gen")
                || pool.endsWith("Tenured Gen")
                || pool.endsWith("Old Generation")
                || pool.startsWith("tenured")
                || pool.equals("balanced-old")
                || isWholeHeap(pool);
    }

    private static boolean isAllocation(String pool) {
        return pool.endsWith("Eden Space")
                || pool.endsWith("Young Generation")
                || pool.endsWith("New Gen")
                || pool.equals("nursery-allocate")
                || pool.endsWith("-eden")
                || isWholeHeap(pool);
    }

    private static boolean isWholeHeap(String pool) {
        return switch (pool) {
            case "Shenandoah", "ZHeap", "JavaHeap", "Epsilon Heap" -> true;
            default -> false;
        };
    }
}
