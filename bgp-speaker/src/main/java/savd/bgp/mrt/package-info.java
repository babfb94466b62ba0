/**
 * MRT files as route sources (RFC 6396, RFC 8050).
 *
 * <p><b>What it is for.</b> {@link savd.bgp.mrt.MrtSource} feeds a {@link savd.net.RouteSink} from
 * a file as sessions would from the network: tables written by route collectors and daemons, and
 * recordings of sessions.
 *
 * <p><b>The invariant.</b> A record that cannot be read costs that record, never the file; what is
 * told about it names file, record and octet. Memory is one record and one batch per peer, however
 * long the file.
 *
 * <p><b>Odd things.</b> TABLE_DUMP has two-octet AS numbers, TABLE_DUMP_V2 four, whatever the
 * session had. BGP4MP tells by subtype. Messages of the LOCAL subtypes were sent, not received, by
 * the writer; they are no peer's routes and are skipped. A table has no End-of-RIB, so the end of
 * the file stands for it.
 */
package savd.bgp.mrt;
