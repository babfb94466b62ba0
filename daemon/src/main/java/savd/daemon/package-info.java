/**
 * The daemon: what the pure modules compute, wired to sockets, the kernel and the operator.
 *
 * <p><b>What it is for.</b> {@link savd.daemon.SavPipeline} is the straight line without I/O;
 * {@link savd.daemon.CoreLoop} is the one thread that walks it; {@link savd.daemon.DataplaneLoop}
 * the one that talks to the kernel; {@link savd.daemon.Daemon} builds them from a configuration,
 * {@link savd.daemon.Savd} is the command line.
 *
 * <p><b>The invariant.</b> RIB and rules are touched by the core thread only. Whoever wants to know
 * something puts a question to it and gets values back.
 *
 * <p><b>Odd interleavings.</b> A neighbour that is deconfigured may still have routes being removed
 * in slices; it is forgotten when the last is gone. A commit that the kernel refuses stays
 * outstanding in the dataplane; later revisions go with it.
 */
package savd.daemon;
