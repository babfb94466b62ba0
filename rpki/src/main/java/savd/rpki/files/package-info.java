/**
 * Files that relying parties write, as a source beside RTR: the JSON of rpki-client, Routinator and
 * StayRTR, and the CSV of rpki-client and Routinator, plain or compressed by gzip or bzip2.
 *
 * <p><b>The invariant.</b> A file is taken whole or not at all: what cannot be right (an AS number
 * or a maximum length out of range, a prefix with bits beyond its length, an AS that is its own
 * provider) rejects the file and names the line and the member. What is merely unknown is skipped,
 * since every release of those programs adds members. Where a file is rejected, what was read from
 * it before stays ({@link savd.rpki.files.PayloadFiles}).
 *
 * <p><b>Not read:</b> the expiry that rpki-client notes beside each VRP. A file stands for the
 * moment it was written, and it is for the operator to have it written again; a trial with last
 * year's data is legitimate.
 */
package savd.rpki.files;
