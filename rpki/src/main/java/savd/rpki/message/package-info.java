/**
 * The PDUs of the RPKI to Router protocol as values (RFC 6810, RFC 8210, and version 2 of
 * draft-ietf-sidrops-8210bis-27).
 *
 * <p>A PDU does not know its version: the version belongs to the connection and travels beside it.
 * The prefixes of a full load come through {@link savd.rpki.message.PduSink#prefix} without an
 * object each.
 */
package savd.rpki.message;
