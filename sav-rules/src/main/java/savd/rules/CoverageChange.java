package savd.rules;

import savd.net.AddressRanges;

/**
 * A statement about a part of a list: between {@code first} and {@code last}, both inclusive,
 * exactly {@code covered} is on the list. It says what is, not what to do, so it may be applied
 * twice, and the later of two statements wins where they overlap.
 *
 * @param covered normal ranges within {@code first..last}; empty when nothing there is on the list
 */
public record CoverageChange(
    long firstHigh, long firstLow, long lastHigh, long lastLow, AddressRanges covered) {}
