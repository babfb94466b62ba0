/**
 * What the C library does that Java has no word for: sockets of other families, ancillary data,
 * devices, namespaces.
 *
 * <p>The invariant: a call gives what C gives, or the negative error number; nothing here throws,
 * decides, or keeps state. Buffers are the caller's, in the layout of the kernel's headers, and so
 * is the room for the error number, one for each thread that calls. Only who talks to the kernel
 * may import this (fib-export, cetp-edge).
 */
package savd.linux;
