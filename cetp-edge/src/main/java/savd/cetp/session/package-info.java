/**
 * An edge that runs: the control plane's thread around {@link savd.cetp.fsm.EdgeMachine}, the data
 * plane, the DNS servers.
 *
 * <p>The control thread is the only one that touches the machine. The data plane hands it what it
 * cannot place over a bounded queue, which drops when it is full; DNS answers that need it come as
 * tasks.
 */
package savd.cetp.session;
