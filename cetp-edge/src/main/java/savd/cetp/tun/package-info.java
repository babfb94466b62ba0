/**
 * The data plane: packets between a TUN device and UDP sockets, by system calls through {@code
 * java.lang.foreign}.
 *
 * <p>Two threads: one reads the TUN device and sends, one receives and writes it. Neither allocates
 * per packet or takes a lock. Messages are put together one behind the other, and so are the
 * segments of a packet for the TUN device: the kernel copies one long piece much faster than many
 * short ones, and what has just been copied is summed at once. Large packets of the kernel's
 * segmentation offload leave as one call with UDP_SEGMENT and arrive as one buffer with UDP_GRO;
 * consecutive packets of a flow are put together the same way.
 *
 * <p>Invariant: what the data plane cannot place it hands to the control plane, over a bounded
 * queue, and never answers by itself.
 */
package savd.cetp.tun;
