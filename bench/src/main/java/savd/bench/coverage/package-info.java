/**
 * How much of real customer cones PI-SAV and BAR-SAV-PI protect: the AS graph of CAIDA, a table of
 * prefixes and their origins, ROAs, made-up ASPAs, and routes computed by the preferences of Gao
 * and Rexford.
 */
package savd.bench.coverage;
