/**
 * Looking at CETP on the wire: capture files (pcap and pcapng) in, messages in words out.
 *
 * <p>A file is read whole and its parts looked at where they lie; a broken part ends the reading of
 * a file with an error that says where, and never in anything else.
 */
package savd.cetp.capture;
