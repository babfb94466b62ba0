/**
 * BGP messages as values (RFC 4271, section 4). UPDATE has no value class: its routes go straight
 * into a {@link savd.net.RouteBatch}, see {@code savd.bgp.wire}.
 */
package savd.bgp.message;
