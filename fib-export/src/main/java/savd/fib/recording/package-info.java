/**
 * A dataplane without a kernel.
 *
 * <p>{@link savd.fib.recording.ModelKernel} is as strict as nftables about what a transaction may
 * do and says what happens to a packet; {@link savd.fib.recording.RecordingDataplane} stands on it
 * for tests and can be made to fail. The invariant: what the model accepts, the kernel accepts.
 */
package savd.fib.recording;
