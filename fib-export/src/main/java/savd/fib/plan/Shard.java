package savd.fib.plan;

/**
 * One kernel set of a list: the part of the address space from {@code first} to where the next
 * shard begins.
 *
 * @param number distinguishes the shards of one build of a list; not reused within it
 * @param intervals what the set holds; none of it crosses the borders of the shard
 */
record Shard(int number, long firstHigh, long firstLow, Intervals intervals) {
  Shard with(Intervals changed) {
    return new Shard(number, firstHigh, firstLow, changed);
  }
}
